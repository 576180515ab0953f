// Declares the wrappers of scripts about a member's own place. The signed queue token is the record
// of the place: when Redis has lost it, the wrapper first restores it from the token and then
// repeats the call.
import type { AskWord } from "../ask-words.js";
import type { KeyName, PlaceTarget, ShowtimeTarget } from "../keys.js";
import { decodePlace, type PlaceReply } from "./place-reply.js";
import {
  valueOf,
  type Outcome,
  type Refusal,
  type ScriptReply,
  type ScriptRunner,
  type ScriptSpec,
} from "../script-runner.js";
import type { MemberNo, Millis } from "../../journal/brands.js";

const PLACE_KEYS = [
  "control",
  "sale",
  "queue",
  "places",
  "called",
  "active",
  "sessions",
  "returning",
  "left",
] as const satisfies readonly KeyName[];

/** The refusals that commands branch on; `opensAt` is in ms since 1970. */
export type PlaceRefusal = Refusal &
  ({ readonly code: "SALE_NOT_OPEN"; readonly opensAt: Millis } | { readonly code: "SALE_PAUSED" });

function asPlaceRefusal([code, opensAt]: ScriptReply): PlaceRefusal | undefined {
  if (code === "SALE_NOT_OPEN") return { kind: "refused", code, opensAt: Number(opensAt) };
  return code === "SALE_PAUSED" ? { kind: "refused", code } : undefined;
}

export interface MemberInput {
  readonly memberNo: MemberNo;
}

export interface OwnPlaceInput extends MemberInput {
  /** The number in the member's queue token. */
  readonly place: number;
}

type PlaceSpec<Input> = ScriptSpec<PlaceTarget, Input, PlaceReply | undefined, PlaceRefusal>;
export type PlaceOutcome = Outcome<PlaceReply, PlaceRefusal>;

export interface PlaceScript<Input extends MemberInput> {
  /** Runs the script. @throws AppError every refusal */
  (runner: ScriptRunner, target: ShowtimeTarget, input: Input): Promise<PlaceReply>;
  /** Runs the script. @throws AppError refusals that are not a `PlaceRefusal` */
  readonly outcome: (
    runner: ScriptRunner,
    target: ShowtimeTarget,
    input: Input,
  ) => Promise<PlaceOutcome>;
  readonly spec: PlaceSpec<Input>;
}

const specOf = <Input extends MemberInput>(
  file: string,
  args: (input: Input) => readonly number[],
  more: readonly KeyName[],
  asks: readonly AskWord[] = [],
): PlaceSpec<Input> => ({
  file,
  keys: [...PLACE_KEYS, ...more],
  args,
  asks,
  reply: (reply) => (reply[0] === "OK" ? decodePlace(reply) : undefined),
  refusal: asPlaceRefusal,
});

const placeArgs = ({ memberNo, place }: OwnPlaceInput): readonly number[] => [memberNo, place];
const resumeSpec = specOf<OwnPlaceInput>("queue/resume", placeArgs, ["departures"]);

/** Restores the record of a place that Redis has lost. Undefined when it cannot be restored. */
type Remedy<Input> =
  ((runner: ScriptRunner, target: PlaceTarget, input: Input) => unknown) | undefined;

function declare<Input extends MemberInput>(
  spec: PlaceSpec<Input>,
  putBack: Remedy<Input>,
): PlaceScript<Input> {
  const outcome: PlaceScript<Input>["outcome"] = async (runner, target, input) => {
    const own = { ...target, memberNo: input.memberNo };
    let found = await runner.outcome(spec, own, input);
    if (found.kind === "done" && found.value === undefined && putBack !== undefined) {
      await putBack(runner, own, input);
      found = await runner.outcome(spec, own, input);
    }
    if (found.kind === "refused") return found;
    if (found.value === undefined) throw new Error("a restored place is missing again");
    return { kind: "done", value: found.value };
  };
  const call = async (runner: ScriptRunner, target: ShowtimeTarget, input: Input) =>
    valueOf(await outcome(runner, target, input));
  return Object.assign(call, { outcome, spec });
}

/** Declares the wrapper of the script that gives places. */
export const defineJoinScript = (file: string): PlaceScript<MemberInput> =>
  declare(
    specOf<MemberInput>(file, ({ memberNo }) => [memberNo], []),
    undefined,
  );

/** Declares the wrapper of the script that restores a place from its token. */
export const defineResumeScript = (): PlaceScript<OwnPlaceInput> => declare(resumeSpec, undefined);

/**
 * Declares the wrapper of a script for the holder of a queue token.
 * @param more keys that the script needs besides those of every place
 */
export const defineTokenScript = (
  file: string,
  more: readonly KeyName[] = [],
): PlaceScript<OwnPlaceInput> =>
  declare(specOf<OwnPlaceInput>(file, placeArgs, more, ["NO_RECORD"]), (runner, target, input) =>
    runner.run(resumeSpec, target, input),
  );
