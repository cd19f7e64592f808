/** What a page does with a secret that it is given. */
import { expect, test } from './harness.ts';

const PAGE = `<form><label>Password <input type="password" value="before"></label><label>Note <input></label></form>`;

test('a secret is typed into its field, and neither outcome nor undo has it', async ({ room }) => {
  await room.open(PAGE);
  await room.evaluate(`globalThis.locusSecret = 'open sesame 42'; 0`);
  const { ref } = await room.find('Password');
  const outcome = await room.perform({ do: 'give', ref, secret: 's1' });
  expect(outcome).toMatchObject({ status: 'ok', undo: { do: 'value', ref, value: '' } });
  expect(JSON.stringify(outcome)).not.toContain('sesame');
  await expect(room.page.getByLabel('Password')).toHaveValue('open sesame 42');
  expect(JSON.stringify(await room.look())).not.toContain('sesame');
  if (outcome.undo !== undefined) await room.undo(outcome.undo);
  await expect(room.page.getByLabel('Password')).toHaveValue('');
});

test('where there is none, and for a field that is no secret, nothing is typed', async ({ room }) => {
  await room.open(PAGE);
  const give = async (name: string) => room.perform({ do: 'give', ref: (await room.find(name)).ref, secret: 's1' });
  expect(await give('Password')).toMatchObject({ status: 'failed', problem: { code: 'secret.gone' } });
  await expect(room.page.getByLabel('Password')).toHaveValue('before');
  await room.evaluate(`globalThis.locusSecret = 'open sesame 42'; 0`);
  expect(await give('Note')).toMatchObject({ status: 'failed', problem: { code: 'element.wrong_kind' } });
  await expect(room.page.getByLabel('Note')).toHaveValue('');
});
