import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { countTokens } from '@/lib/shared/index.ts';

import { createEstimator } from './estimate.ts';

/** Kind of text, text, and its tokens by the vocabulary and merges of SmolLM2-135M-Instruct (no template around it). */
const COUNTED: readonly [string, string, number][] = [
  [
    'english',
    'The harbour office keeps a list of boats, their berths and the days on which each of them was seen to leave. Nobody remembers who began it, yet every captain signs before the tide turns.',
    40,
  ],
  [
    'german',
    'Die Straßenbahn fährt über die Brücke, während Fußgänger am Ufer Rücksicht auf Radfahrer nehmen müssen. Donaudampfschifffahrtsgesellschaftskapitän ist ein langes Wort.',
    76,
  ],
  [
    'french',
    "L'été dernier, où que nous allions, les forêts brûlaient déjà; çà et là, des pompiers épuisés dormaient près de leurs véhicules.",
    57,
  ],
  [
    'view',
    'e1 link "Prices" /prices\ne2 button "Sign in"\ne3 textbox "Name" value="" required\ne14 combobox "Size" options: Small, Medium, Large\nf1e3 checkbox "I agree" off disabled',
    59,
  ],
  ['json', '{"do":"click","ref":"e12","values":[1,2.5,null,true],"text":"a\\nb"}', 31],
  [
    'code',
    'export async function* read(body: AsyncIterable<Uint8Array>) { for await (const x of body) { if (x?.length !== 0) yield decoder.decode(x, { stream: true }); } }',
    53,
  ],
  ['url', 'https://www.example.org/shop/item-2938?utm_source=news&id=7f3a9c2e-91bd-4a0e-8f55-2b1c9d0e6a0f#reviews', 64],
  [
    'base64',
    'eUK98iEG8IR3YvDzy012TccHIFEVmg+J8sbayuNEuzESRf1vhN+a18Wz0HasDo9TpzVsiJE/IPb3LbAi0k0KltrUPBYXwamOeBKeAyc3EGXQlYZPFa2guEbB',
    93,
  ],
  [
    'hex',
    'cec38d79d89a0da0c41aebb8f010b8e9a5b5ab89c3049787a5d33aa7e52a6e87316a58a2b4d98ebd9dd1d460fd71e9a72937116d10f35970d13a48f1',
    111,
  ],
  [
    'letters',
    'lhgdrdfhzizeapusmbyihitqqnbpkyabyebdbcpbwcqqpkfkclmumsjligknderawxmzcsfblotuzrmuzbtnblupywknwnoahgriwscznhneaklrzidowdxv',
    70,
  ],
  [
    'capitals',
    'QZMVDXKSRDZSWAPEHYMBQCSDVMFAKDADVPWJSJZCBYSQQWHDRXDRBRKSFCHFUHOTWYMILTMLRNCMQHNXFNWSYSVQVPEUMEFDPXPWQOSXFEIYGESQKHWRYJVW',
    85,
  ],
  ['shout', 'BREAKING NEWS: GOVERNMENT ANNOUNCES UNEXPECTED ELECTION ON THURSDAY MORNING', 28],
  ['chinese', '海港办公室保存着一份船只名单，记录它们的泊位和离开的日期。', 54],
  ['japanese', '港の事務所には船の一覧があり、それぞれが出港した日を記録しています。カタカナも。', 71],
  ['arabic', 'يحتفظ مكتب الميناء بقائمة القوارب وأرصفتها والأيام التي غادرت فيها.', 62],
  ['hindi', 'बंदरगाह कार्यालय नावों की एक सूची रखता है।', 48],
  ['russian', 'Портовая контора ведёт список лодок, их причалов и дней отплытия.', 52],
  ['emoji', '😀🚀👩‍👩‍👧‍👦 ok 👍🏽 ❤️', 35],
  ['numbers', '1234567890 3.14159 2026-11-23T00:35:30Z +49 30 1234567 $1,299.00', 62],
  ['spaces', 'a    b\n\n\n\tc\t\t\td   \r\n   e', 13],
  ['marks', '!!!???...---===***###@@@~~~```|||\\\\//<><>{}[]();:\'"', 25],
  ['table', '| a | b |\n| --- | --- |\n| 1 | 2 |\n', 20],
  [
    'finnish',
    'Satamatoimisto pitää luetteloa veneistä, niiden laituripaikoista ja päivistä, jolloin kukin niistä lähti liikkeelle.',
    50,
  ],
  [
    'polish',
    'Biuro portu prowadzi listę łodzi, ich miejsc postojowych oraz dni, w których każda z nich wypłynęła. Szczęście przyszło źdźbłem.',
    70,
  ],
  ['turkish', 'Liman ofisi, teknelerin, rıhtımlarının ve her birinin ayrıldığı günlerin bir listesini tutar.', 44],
  ['vietnamese', 'Văn phòng cảng giữ danh sách các con thuyền và những ngày chúng rời bến.', 49],
  ['indonesian', 'Kantor pelabuhan menyimpan daftar kapal, tempat berlabuh, dan hari keberangkatan masing-masing.', 37],
  ['spanish', 'La oficina del puerto guarda una lista de los barcos, sus amarres y los días en que zarparon.', 33],
  ['welsh', "Mae swyddfa'r harbwr yn cadw rhestr o gychod, eu hangorfeydd a'r dyddiau y gwelwyd pob un yn gadael.", 48],
  ['korean', '항구 사무소는 배와 정박지, 출항한 날짜의 목록을 보관한다.', 66],
  ['thai', 'สำนักงานท่าเรือเก็บรายชื่อเรือและวันที่ออกเดินทาง', 91],
  ['css', '.btn-primary:hover{background:#0d6efd;padding:.375rem .75rem;border-radius:6px}', 35],
  ['dates', 'Mon 23 Nov 2026, 14:05 - 16:30 | 12 x 4 = 48 (100%)', 40],
  ['names', "Krzysztof Nguyen Schwarzenegger Oyelaran-Oyeyinka MacLeod O'Brien Zsigmond", 29],
  ['snake', 'my_variable_name camelCaseName XMLHttpRequest getElementsByClassName z-index', 19],
];

describe('the estimate of tokens', () => {
  it.each(COUNTED)('is not below what SmolLM2 counts for %s, nor far above', (_, text, real) => {
    expect(countTokens(text)).toBeGreaterThanOrEqual(real);
    expect(countTokens(text)).toBeLessThanOrEqual(real * 2.8);
  });

  it('is not below the counts of any mixture of those texts', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...COUNTED), { minLength: 1, maxLength: 6 }), (texts) => {
        const mixed = texts.map(([, text]) => text).join('\n\n');
        // A line end merges with nothing here, so the counts add up, with at most one token for each gap.
        const real = texts.reduce((sum, [, , tokens]) => sum + tokens, 0) + texts.length - 1;
        expect(countTokens(mixed)).toBeGreaterThanOrEqual(real);
      }),
    );
  });

  it('grows with the text and never exceeds its bytes by more than the runs of spaces', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (a, b) => {
        expect(countTokens(`${a}\n${b}`)).toBe(countTokens(a) + 1 + countTokens(b));
        expect(countTokens(a)).toBeLessThanOrEqual(2 * new TextEncoder().encode(a).length);
      }),
    );
  });
});

describe('an estimator', () => {
  const prompt = ['word '.repeat(300)];
  const estimated = countTokens(prompt[0] ?? '');

  it('goes up with the first report that was higher', () => {
    const estimator = createEstimator();
    estimator.learn(prompt, estimated * 2);
    expect(estimator.count(prompt[0] ?? '')).toBeGreaterThan(estimated * 2);
  });

  it('comes down only after three that were lower, and not without end', () => {
    const estimator = createEstimator();
    estimator.learn(prompt, 1);
    estimator.learn(prompt, 1);
    expect(estimator.count(prompt[0] ?? '')).toBe(estimated);
    estimator.learn(prompt, 1);
    expect(estimator.count(prompt[0] ?? '')).toBe(Math.ceil(estimated * 0.6));
  });

  it('is not taken in by absurd or missing reports', () => {
    fc.assert(
      fc.property(fc.array(fc.double(), { maxLength: 20 }), (reports) => {
        const estimator = createEstimator();
        for (const report of reports) estimator.learn(prompt, report);
        const count = estimator.count(prompt[0] ?? '');
        expect(count).toBeGreaterThanOrEqual(Math.floor(estimated * 0.6));
        expect(count).toBeLessThanOrEqual(estimated * 3 + 1);
      }),
    );
  });
});
