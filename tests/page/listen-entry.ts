import { startListening } from '@/lib/page/index.ts';

startListening();
