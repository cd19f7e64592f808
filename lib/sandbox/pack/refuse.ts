import { type Problem, problem, type ProblemCode } from '../../contracts/index.ts';

/** Why a pack is not taken. Thrown inside of this folder only: `readPack` makes a value of it. */
export class Refuse extends Error {
  readonly problem: Problem;

  constructor(code: ProblemCode, params: NonNullable<Problem['params']> = {}, detail?: string) {
    super(code);
    this.problem = problem(code, { params, ...(detail !== undefined && { detail }) });
  }
}
