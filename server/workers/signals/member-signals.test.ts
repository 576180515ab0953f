import { describe, expect, it } from "@jest/globals";
import { parseEntry } from "../../journal/entry.js";
import type { JournalledEntry } from "../duty/duty.js";
import { MemberSignals } from "./member-signals.js";
import { RecordedBroadcast } from "../../../testing/kit/recorded-broadcast.js";

const journalled = (n: number, payload: string): JournalledEntry => ({
  ...{ generation: 1, n, payload },
  entry: parseEntry(payload),
});

const stage = () => {
  const broadcast = new RecordedBroadcast();
  const mysql = { n: 0 };
  const members = new MemberSignals({ broadcast, durableN: () => mysql.n });
  const sent = () => broadcast.sent.map(({ to, signal }) => `${to} ${signal}`);
  return { broadcast, members, mysql, sent };
};

describe("the signals of a member", () => {
  it("say at once that a hold has expired, and nothing of a hold the member released", () => {
    const { broadcast, members, sent } = stage();
    members.take([
      journalled(1, "ended seat/release:o 1 1 a 7 released 3 - 1 0 -"),
      journalled(2, "ended seat/expire:b 1 1 b 8 expired 4 - 1 0 -"),
    ]);
    expect(sent()).toEqual(["member:8 reservation:expired"]);
    expect(broadcast.of("reservation:expired")).toEqual([{ reservationId: "b" }]);
  });

  it("say of a hold of a minute or less, when it is made, that it will expire", () => {
    const { broadcast, members } = stage();
    members.take([
      journalled(1, "held seat/hold:a 1000 1 a 7 7 3 - - 1 10 61000 1000 1 -"),
      journalled(2, "held seat/hold:b 1000 1 b 7 7 4 - - 1 10 61001 1000 2 -"),
    ]);
    expect(broadcast.of("reservation:expiring", "member:7")).toEqual([
      { reservationId: "a", expiresAt: new Date(61_000).toISOString() },
    ]);
  });

  it("show payments and amounts once they are durable, in order and once", () => {
    const { members, mysql, sent } = stage();
    members.take([
      journalled(1, "authorised pay/authorise:p 1 7 p 500 h 1 1000 500"),
      journalled(2, "sold pay/confirm:p 1 1 p h 7 500 3 - 1 1 49 7"),
      journalled(3, "captured pay/capture:p 1 7 p 500 h 1 1000 0"),
    ]);
    members.flush();
    expect(sent()).toEqual([]);
    mysql.n = 2;
    members.flush();
    expect(sent()).toEqual(["member:7 wallet:changed", "member:7 reservation:confirmed"]);
    mysql.n = 9;
    members.flush();
    members.flush();
    expect(sent()).toHaveLength(3);
  });

  it("show a payment in one step once it is durable", () => {
    const { broadcast, members, mysql, sent } = stage();
    members.take([journalled(1, "paid pay/confirm:p 1 1 p h 7 500 3 - 1 1 49 7 1000 300")]);
    members.flush();
    expect(sent()).toEqual([]);
    mysql.n = 1;
    members.flush();
    expect(sent()).toEqual(["member:7 reservation:confirmed", "member:7 wallet:changed"]);
    expect(broadcast.of("wallet:changed")).toEqual([
      { balance: 1300, authorised: 300, available: 1000 },
    ]);
  });

  it("have the balance with and without the authorised amount", () => {
    const { broadcast, members, mysql } = stage();
    members.take([
      journalled(1, "voided pay/void:p 1 7 p 500 h 1 1500 0"),
      journalled(2, "credited wallet/credit:c 1 7 c 200 refund r 1700 300"),
    ]);
    mysql.n = 2;
    members.flush();
    expect(broadcast.of("wallet:changed")).toEqual([
      { balance: 1500, authorised: 0, available: 1500 },
      { balance: 2000, authorised: 300, available: 1700 },
    ]);
  });
});
