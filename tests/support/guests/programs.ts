import * as fc from 'fast-check';

/**
 * Programs that end by themselves, as text: loops count down, and functions call only those before them. They may still trap, by a
 * division or an address. Locals: 0 i32 and 1 i64 (parameters), 2 f64, 3 v128, 4 to 6 counters of loops by how deep they are.
 */

type Type = 'i32' | 'i64' | 'f64';

const LOCALS: Readonly<Record<Type, number>> = { i32: 0, i64: 1, f64: 2 };
const DEEPEST_LOOP = 3;

interface Place {
  /** Number of this function: it may call those below. */
  index: number;
  /** Labels between here and the end of the function. */
  labels: number;
  loops: number;
  /** How much deeper it may get. */
  room: number;
}

type Text = fc.Arbitrary<string>;

const whole = fc.oneof(fc.integer({ min: -3, max: 40 }), fc.integer(), fc.constantFrom(65_530, 65_536, -65_536));

const BINARY: Readonly<Record<Type, readonly string[]>> = {
  i32: 'add sub mul div_s div_u rem_s rem_u and or xor shl shr_s shr_u rotl rotr eq lt_s gt_u le_s'.split(' '),
  i64: 'add sub mul div_s rem_u and or xor shl shr_u rotl'.split(' '),
  f64: 'add sub mul div min max copysign'.split(' '),
};

const inner = (place: Place): Place => ({ ...place, room: place.room - 1 });

function value(type: Type, place: Place): Text {
  const leaf: Text = fc.oneof(
    whole.map((number) => `(${type}.const ${number})`),
    fc.constant(`(local.get ${LOCALS[type]})`),
  );
  if (place.room <= 0) return leaf;
  const some = (of: Type) => value(of, inner(place));
  const pair = fc.tuple(fc.constantFrom(...BINARY[type]), some(type), some(type));
  const address = some('i32').map((at) => `(i32.and ${at} (i32.const 0xffff))`);
  return fc.oneof(
    leaf,
    pair.map(([op, a, b]) => `(${type}.${op} ${a} ${b})`),
    fc.tuple(some(type), some(type), some('i32')).map((parts) => `(select ${parts.join(' ')})`),
    address.map((at) => `(${type}.load offset=3 ${at})`),
    fc.tuple(some('i32'), some(type), some(type)).map(([test, a, b]) => `(if (result ${type}) ${test} (then ${a}) (else ${b}))`), // prettier-ignore
    some(type).map((of) => `(block (result ${type}) ${of})`),
    ...only(type, place),
  );
}

/** What only one type has. */
function only(type: Type, place: Place): Text[] {
  const some = (of: Type) => value(of, inner(place));
  if (type === 'f64') return [some('i32').map((of) => `(f64.convert_i32_s ${of})`), some('f64').map((of) => `(f64.sqrt (f64.abs ${of}))`)]; // prettier-ignore
  if (type === 'i64') return [some('i32').map((of) => `(i64.extend_i32_s ${of})`), fc.constant('(global.get $g)')];
  const texts: Text[] = [
    some('i64').map((of) => `(i32.wrap_i64 ${of})`),
    some('f64').map((of) => `(i32.trunc_sat_f64_s ${of})`),
    fc.constant('(i8x16.extract_lane_u 5 (local.get 3))'),
    fc.constant('(memory.size)'),
    fc.integer({ min: 0, max: 2 }).map((pages) => `(memory.grow (i32.const ${pages}))`),
  ];
  if (place.index > 0) {
    const args = fc.tuple(some('i32'), some('i64')).map((both) => both.join(' '));
    const callee = fc.integer({ min: 0, max: place.index - 1 });
    texts.push(
      fc.tuple(callee, args).map(([to, given]) => `(call $f${to} ${given})`),
      fc.tuple(callee, args).map(([to, given]) => `(call_indirect (type $t) ${given} (i32.const ${to}))`),
      fc.tuple(args).map(([given]) => `(i32.sub (call $two ${given}))`),
    );
  }
  return texts;
}

function statement(place: Place): Text {
  const some = (of: Type) => value(of, inner(place));
  const body = (labels: number, loops = 0) =>
    statements({ ...inner(place), labels: place.labels + labels, loops: place.loops + loops });
  const length = some('i32').map((of) => `(i32.and ${of} (i32.const 0x3ff))`);
  const texts: Text[] = [
    ...(['i32', 'i64', 'f64'] as const).map((type) => some(type).map((of) => `(local.set ${LOCALS[type]} ${of})`)),
    some('i64').map((of) => `(global.set $g ${of})`),
    some('i64').map((of) => `(local.set 3 (i64x2.add (local.get 3) (i64x2.splat ${of})))`),
    fc.tuple(some('i32'), some('i64')).map(([at, of]) => `(i64.store (i32.and ${at} (i32.const 0xffff)) ${of})`),
    fc.tuple(some('i32'), some('i32'), length).map((parts) => `(memory.fill ${parts.join(' ')})`),
    fc.tuple(some('i32'), some('i32'), length).map((parts) => `(memory.copy ${parts.join(' ')})`),
  ];
  if (place.room > 0) {
    const label = fc.integer({ min: 0, max: place.labels });
    texts.push(
      fc.tuple(some('i32'), body(1), body(1)).map(([test, a, b]) => `(if ${test} (then ${a}) (else ${b}))`),
      fc.tuple(some('i32'), body(1)).map(([test, of]) => `(block (br_if 0 ${test}) ${of})`),
      some('i32').map((of) => `(return ${of})`),
      fc.tuple(some('i32'), fc.array(label, { maxLength: 3 })).map(([of, labels]) => table(labels, of, place)),
    );
    if (place.loops < DEEPEST_LOOP) texts.push(body(2, 1).map((of) => counted(of, 4 + place.loops)));
  }
  return fc.oneof(...texts);
}

/** Only labels of blocks and ifs: one of a loop could go round for ever. So it gets blocks of its own. */
function table(labels: readonly number[], test: string, { labels: around }: Place): string {
  const count = labels.length + 1;
  const targets = Array.from({ length: count }, (_, index) => (index + around) % count);
  return `${'(block '.repeat(count)}(br_table ${targets.join(' ')} ${test})${')'.repeat(count)}`;
}

function counted(body: string, counter: number): string {
  return `(local.set ${counter} (i32.const 3)) (block (loop
    ${body}
    (local.set ${counter} (i32.sub (local.get ${counter}) (i32.const 1)))
    (br_if 0 (local.get ${counter}))))`;
}

function statements(place: Place): Text {
  return fc.array(statement(place), { maxLength: 3 }).map((all) => all.join('\n'));
}

const FUNCTIONS = [0, 1, 2];

/** Exports `run(i32, i64) -> i32`, `memory` and `g`. */
export const program: Text = fc
  .tuple(
    ...FUNCTIONS.map((index) => {
      const place = { index, labels: 0, loops: 0, room: 4 };
      return fc
        .tuple(statements(place), value('i32', place))
        .map(([body, result]) => `(func $f${index} (type $t) (local f64 v128 i32 i32 i32) ${body} ${result})`);
    }),
  )
  .map(
    (functions) => `(module (type $t (func (param i32 i64) (result i32)))
    (memory (export "memory") 1 4) (global $g (export "g") (mut i64) (i64.const 5))
    (table ${FUNCTIONS.length} funcref) (elem (i32.const 0) ${FUNCTIONS.map((index) => `$f${index}`).join(' ')})
    ${functions.join('\n')}
    (func $two (param i32 i64) (result i32 i32)
      (if (i32.and (local.get 0) (i32.const 1)) (then (return (call $f0 (local.get 0) (local.get 1)) (i32.const 1))))
      (local.get 0) (i32.const 2))
    (func (export "run") (type $t) (call $f${FUNCTIONS.length - 1} (local.get 0) (local.get 1))))`,
  );
