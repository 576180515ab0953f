// What the compiler refuses, as a program: it is compiled, never run.
import type { Amount, HoldId, MemberNo, Millis, PayId, ShardId, ShowtimeId } from "./brands.js";

type Takes<Wanted, Given> = Given extends Wanted ? true : false;
const is = <Answer extends boolean>(answer: Answer): Answer => answer;

/** A plain number or text is taken: literals, sums, and what is read from a store. */
export const taken = [
  is<Takes<ShardId, number>>(true),
  is<Takes<Millis, number>>(true),
  is<Takes<Amount, number>>(true),
  is<Takes<PayId, string>>(true),
  is<Takes<number, MemberNo>>(true),
];

/** A value of another brand is not. */
export const refused = [
  is<Takes<MemberNo, ShowtimeId>>(false),
  is<Takes<ShowtimeId, MemberNo>>(false),
  is<Takes<ShardId, MemberNo>>(false),
  is<Takes<Amount, Millis>>(false),
  is<Takes<Millis, Amount>>(false),
  is<Takes<PayId, HoldId>>(false),
  is<Takes<HoldId, PayId>>(false),
];
