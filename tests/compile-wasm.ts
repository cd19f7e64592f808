import { execFileSync } from 'node:child_process';

/** Unit tests load the same module that ships. */
export function setup(): void {
  execFileSync('npm', ['run', '--silent', 'wasm'], { stdio: 'inherit' });
}
