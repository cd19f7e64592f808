export { packagedTools } from './packaged.ts';
