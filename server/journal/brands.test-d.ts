// What the compiler takes and refuses; this file is compiled, never run.
import type { Amount, HoldId, MemberNo, Millis, PayId, ShardId, ShowtimeId } from "./brands.js";

type Takes<Wanted, Given> = Given extends Wanted ? true : false;
const is = <Answer extends boolean>(answer: Answer): Answer => answer;

/** The compiler takes plain numbers and texts: literals, sums, what a store gives. */
export const taken = [
  is<Takes<ShardId, number>>(true),
  is<Takes<Millis, number>>(true),
  is<Takes<Amount, number>>(true),
  is<Takes<PayId, string>>(true),
  is<Takes<number, MemberNo>>(true),
];

/** It refuses a value of another brand. */
export const refused = [
  is<Takes<MemberNo, ShowtimeId>>(false),
  is<Takes<ShowtimeId, MemberNo>>(false),
  is<Takes<ShardId, MemberNo>>(false),
  is<Takes<Amount, Millis>>(false),
  is<Takes<Millis, Amount>>(false),
  is<Takes<PayId, HoldId>>(false),
  is<Takes<HoldId, PayId>>(false),
];
