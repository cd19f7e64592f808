import { describe, expect, it } from 'vitest';

import { placementOf, profileOf } from './profile.ts';

describe('the placement of a server', () => {
  it.each([
    ['http://localhost:11434/v1', 'edge'],
    ['http://127.0.0.1:8080', 'edge'],
    ['http://[::1]:8080/v1', 'edge'],
    ['http://[fd00::12]/v1', 'edge'],
    ['http://192.168.1.20:1234/v1', 'edge'],
    ['http://10.1.2.3/v1', 'edge'],
    ['http://172.31.0.1/v1', 'edge'],
    ['http://nas.local:11434/v1', 'edge'],
    ['http://172.32.0.1/v1', 'cloud'],
    ['https://api.openai.com/v1', 'cloud'],
    ['https://localhost.example.com/v1', 'cloud'],
    ['https://10.example.com/v1', 'cloud'],
    ['https://127.0.0.1.example.com/v1', 'cloud'],
    ['nonsense', 'cloud'],
  ])('%s is %s', (url, placement) => {
    expect(placementOf(url)).toBe(placement);
  });
});

describe('the profile of an engine', () => {
  it('leaves room for an answer in a small window', () => {
    const profile = profileOf({ kind: 'openai', baseURL: 'http://localhost/v1', model: 'm', contextTokens: 2048 });
    expect(profile.viewTokens + profile.textTokens + profile.answerTokens).toBeLessThan(2048);
  });

  it('gives the CPU short prompts', () => {
    expect(profileOf({ kind: 'cpu', model: 'm' })).toMatchObject({ viewTokens: 260, textTokens: 320, grammar: 'gbnf' });
  });
});
