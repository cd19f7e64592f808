import { problem } from '@/lib/contracts/index.ts';
import type { Memory } from '@/lib/memory/index.ts';
import { askBackground } from '@/lib/protocol/index.ts';
import { failure, success } from '@/lib/shared/index.ts';
import { downloadFile, type PanelPorts } from '@/lib/ui/index.ts';

/** MB. A file of more is not even read. */
const MOST = 9;

/** Tools from files, and as files. */
export function packsOf({ packs }: Pick<Memory, 'packs'>): PanelPorts['packs'] {
  return {
    async open(file, titles) {
      if (file.size > MOST * 2 ** 20) return failure(problem('pack.too_big', { params: { file: file.name, limit: MOST } })); // prettier-ignore
      const id = await packs.offer(await file.arrayBuffer());
      return id.ok ? askBackground({ type: 'packs.look', id: id.value, titles: [...titles] }) : id;
    },
    async save(id, name) {
      const bytes = await packs.bytes(id);
      if (bytes === undefined) return failure(problem('pack.gone'));
      downloadFile(name, new Blob([bytes], { type: 'application/zip' }));
      return success(undefined);
    },
  };
}
