import { describe, expect, it } from "@jest/globals";
import { encodeRequest, ReplyCounter } from "./resp.js";
import { spreadOf } from "./rounds.js";

const REPLIES = [
  "*2\r\n$2\r\nOK\r\n$3\r\na\r\n\r\n", // a line break inside a value
  ":1\r\n",
  "*1\r\n$10\r\nSEAT_TAKEN\r\n",
  "*3\r\n$2\r\nOK\r\n$-1\r\n*1\r\n:5\r\n",
  "-ERR wrong\r\n",
].join("");
const OUTCOMES = [
  ["OK", 2],
  ["value", 1],
  ["SEAT_TAKEN", 1],
  ["-ERR wrong", 1],
];

describe("the replay of a bench", () => {
  it("encodes a request in the protocol of Redis", () => {
    expect(encodeRequest(["SET", "key", 7]).toString("latin1")).toBe(
      "*3\r\n$3\r\nSET\r\n$3\r\nkey\r\n$1\r\n7\r\n",
    );
    expect(encodeRequest([Buffer.from([0, 255])])).toEqual(
      Buffer.from("*1\r\n$2\r\n\x00\xff\r\n", "latin1"),
    );
  });

  it("counts replies by their first item, in chunks of any size", () => {
    for (let size = 1; size <= REPLIES.length; size++) {
      const counter = new ReplyCounter();
      for (let at = 0; at < REPLIES.length; at += size) {
        counter.push(Buffer.from(REPLIES.slice(at, at + size)));
      }
      expect(counter.count).toBe(5);
      expect([...counter.outcomes].sort()).toEqual(OUTCOMES.sort());
    }
  });

  it("shows the median of the rounds, the lowest and the highest", () => {
    expect(spreadOf([5, 1, 3])).toEqual({ median: 3, low: 1, high: 5 });
  });
});
