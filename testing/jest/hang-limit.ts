// Tests with stores wait for conditions, and each wait names the condition that never became true.
// The limit of Jest only ends tests that hang.
import { jest } from "@jest/globals";

const HANGS_AFTER_MS = 900_000;

jest.setTimeout(HANGS_AFTER_MS);
