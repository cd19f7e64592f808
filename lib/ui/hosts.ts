export { hostOf } from '@/lib/shared/index.ts';
