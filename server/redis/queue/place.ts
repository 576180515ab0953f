// How the wrappers of one's own place are declared. The signed token is the record of a place:
// where Redis has lost it, the wrapper puts it back first and asks again.
import type { ErrorMeta } from "../../errors.js";
import type { KeyName, PlaceTarget, ShowtimeTarget } from "../keys.js";
import { decodePlace, type PlaceReply } from "./place-reply.js";
import {
  defineScript,
  type ScriptReply,
  type ScriptRunner,
  type ScriptSpec,
} from "../script-runner.js";

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

/** What the refusal of a place tells besides its code. */
const placeRefusal = (reply: ScriptReply): ErrorMeta =>
  reply[0] === "SALE_NOT_OPEN" ? { opensAt: Number(reply[1]) } : {};

export interface MemberInput {
  readonly memberNo: number;
}

export interface OwnPlaceInput extends MemberInput {
  /** The number in the member's queue token. */
  readonly place: number;
}

type PlaceSpec<Input> = ScriptSpec<PlaceTarget, Input, PlaceReply | undefined>;

export interface PlaceScript<Input extends MemberInput> {
  (runner: ScriptRunner, target: ShowtimeTarget, input: Input): Promise<PlaceReply>;
  readonly spec: PlaceSpec<Input>;
}

const specOf = <Input extends MemberInput>(
  file: string,
  args: (input: Input) => readonly number[],
  more: readonly KeyName[],
): PlaceSpec<Input> => ({
  file,
  keys: [...PLACE_KEYS, ...more],
  args,
  answers: ["OK", "NO_RECORD"],
  reply: (reply) => (reply[0] === "OK" ? decodePlace(reply) : undefined),
  meta: placeRefusal,
});

const placeArgs = ({ memberNo, place }: OwnPlaceInput): readonly number[] => [memberNo, place];
const resumeSpec = specOf<OwnPlaceInput>("queue/resume", placeArgs, ["departures"]);

async function known(reply: Promise<PlaceReply | undefined>): Promise<PlaceReply> {
  const place = await reply;
  if (place === undefined) throw new Error("a place that was put back is missing again");
  return place;
}

function declare<Input extends MemberInput>(spec: PlaceSpec<Input>): PlaceScript<Input> {
  const script = defineScript(spec);
  return Object.assign(
    (runner: ScriptRunner, target: ShowtimeTarget, input: Input) =>
      known(script(runner, { ...target, memberNo: input.memberNo }, input)),
    { spec },
  );
}

/** The wrapper of the script that gives places. */
export const defineJoinScript = (file: string): PlaceScript<MemberInput> =>
  declare(specOf<MemberInput>(file, ({ memberNo }) => [memberNo], []));

/** The wrapper of the script that puts places back. */
export const defineResumeScript = (): PlaceScript<OwnPlaceInput> => declare(resumeSpec);

/** The wrapper of a script of a place that has a token. */
export function defineTokenScript(
  file: string,
  more: readonly KeyName[] = [],
): PlaceScript<OwnPlaceInput> {
  const script = defineScript(specOf<OwnPlaceInput>(file, placeArgs, more));
  const call = async (
    runner: ScriptRunner,
    target: ShowtimeTarget,
    input: OwnPlaceInput,
  ): Promise<PlaceReply> => {
    const own = { ...target, memberNo: input.memberNo };
    const reply = await script(runner, own, input);
    if (reply !== undefined) return reply;
    await runner.run(resumeSpec, own, input);
    return known(script(runner, own, input));
  };
  return Object.assign(call, { spec: script.spec });
}
