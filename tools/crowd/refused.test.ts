import { expect, test } from "@jest/globals";
import { AppError } from "../../server/errors.js";
import { refused } from "./refused.js";

const LIMIT = { limit: 100 };

test("N2 the error of a refused call has the code and the details of the refusal", () => {
  const text = 'POST /reservations was refused: LIMIT_REACHED {"limit":100}';
  const problem = { status: 409, code: "LIMIT_REACHED", title: "That is more", meta: LIMIT };
  expect(refused("POST /reservations", problem).message).toBe(text);
  const error = new AppError("LIMIT_REACHED", { meta: LIMIT });
  expect(refused("POST /reservations", error).message).toBe(text);
});

test("N2 a refusal without details shows its code, and other errors are shown as they are", () => {
  expect(refused("hold", new AppError("SALE_PAUSED")).message).toBe(
    "hold was refused: SALE_PAUSED",
  );
  expect(refused("hold", "no answer").message).toBe("hold was refused: no answer");
  expect(refused("hold", new Error("timed out")).message).toBe(
    "hold was refused: Error: timed out",
  );
});
