import { usePanel } from '../context.ts';

/** What this device can do, in one line of plain figures. */
export function DeviceLine() {
  const { t, format, models } = usePanel();
  const device = models.device.value;
  if (device === undefined) return null;
  const gpu = { yes: 'device_gpu', fallback: 'device_gpu_slow', no: 'device_gpu_none' } as const;
  const facts = [
    t(gpu[device.webgpu], device.adapter === '' ? t('device_gpu_unnamed') : device.adapter),
    format.count('device_cores', device.cores),
    ...(device.memoryGiB > 0 ? [t('device_memory', format.number(device.memoryGiB))] : []),
    t('device_free', format.bytes(device.freeBytes)),
  ];
  return (
    <p class="device" data-testid="device">
      <b>{t('device_title')}</b> {facts.join(' · ')}
    </p>
  );
}
