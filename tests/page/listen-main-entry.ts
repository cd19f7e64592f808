import { installMarks } from '@/lib/page/index.ts';

installMarks();
