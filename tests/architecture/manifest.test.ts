import { readFile } from 'node:fs/promises';

import * as v from 'valibot';
import { expect, test } from 'vitest';

import config from '../../wxt.config.ts';

const Manifest = v.object({
  permissions: v.array(v.string()),
  host_permissions: v.optional(v.array(v.string())),
  optional_host_permissions: v.array(v.string()),
  content_security_policy: v.object({ extension_pages: v.string(), sandbox: v.optional(v.string()) }),
  sandbox: v.optional(v.object({ pages: v.array(v.string()) })),
  web_accessible_resources: v.optional(v.array(v.unknown())),
  externally_connectable: v.optional(v.unknown()),
});

/** The manifest as the configuration makes it: no build is needed, so this is never skipped. */
async function manifest(browser: 'chrome' | 'firefox', mode: 'production' | 'e2e' | 'trusted') {
  const make = config.manifest;
  if (typeof make !== 'function') throw new TypeError('the manifest is a function of browser and mode');
  return v.parse(Manifest, await make({ browser, mode, command: 'build', manifestVersion: 3 }));
}

const COMMON = ['activeTab', 'scripting', 'storage', 'unlimitedStorage', 'contextMenus', 'alarms'];

test('the release build for Chrome asks for few permissions and for no site', async () => {
  const { permissions, host_permissions: hosts } = await manifest('chrome', 'production');
  expect(permissions.toSorted()).toEqual([...COMMON, 'sidePanel', 'offscreen'].toSorted());
  expect(hosts ?? []).toEqual([]);
});

test('the release build for Firefox asks for less', async () => {
  const { permissions, host_permissions: hosts } = await manifest('firefox', 'production');
  expect(permissions.toSorted()).toEqual(COMMON.toSorted());
  expect(hosts ?? []).toEqual([]);
});

test('only a build of its own has the debugger, in Chrome, and it asks for nothing else', async () => {
  const release = await manifest('chrome', 'production');
  const { permissions, ...rest } = await manifest('chrome', 'trusted');
  expect({ ...rest, permissions: permissions.filter((each) => each !== 'debugger') }).toEqual(release);
  expect(permissions).toContain('debugger');
  expect((await manifest('firefox', 'trusted')).permissions).not.toContain('debugger');
});

for (const browser of ['chrome', 'firefox'] as const) {
  test(`the end-to-end build for ${browser} differs in one host permission, and in Chrome in the debugger`, async () => {
    const release = await manifest(browser, 'production');
    const { host_permissions: hosts, permissions, ...rest } = await manifest(browser, 'e2e');
    expect(hosts).toEqual(['http://127.0.0.1/*']);
    expect({ ...rest, permissions: permissions.filter((each) => each !== 'debugger') }).toEqual(release);
  });

  test(`no page of the extension for ${browser} runs remote code, and no site can reach into it`, async () => {
    const made = await manifest(browser, 'production');
    const policy = made.content_security_policy.extension_pages;
    const scripts = /script-src ([^;]*)/.exec(policy)?.[1]?.trim().split(/\s+/);
    expect(scripts?.toSorted()).toEqual(["'self'", "'wasm-unsafe-eval'"].toSorted());
    expect(policy).toContain("frame-src 'self'");
    expect(made.web_accessible_resources ?? []).toEqual([]);
    expect(made.externally_connectable).toBeUndefined();
  });
}

test('the page of the guests has an origin of its own and no network; Firefox says that in the page itself', async () => {
  const chrome = await manifest('chrome', 'production');
  const firefox = await manifest('firefox', 'production');
  expect(chrome.sandbox?.pages).toEqual(['sandbox/index.html']);
  expect(firefox.sandbox).toBeUndefined();
  const page = await readFile('assets/sandbox.html', 'utf8');
  for (const policy of [chrome.content_security_policy.sandbox, page]) {
    for (const wall of ["default-src 'none'", "connect-src 'none'", "script-src 'self' 'wasm-unsafe-eval'"]) {
      expect(policy).toContain(wall);
    }
  }
  expect(chrome.content_security_policy.sandbox).toMatch(/^sandbox allow-scripts;/);
});
