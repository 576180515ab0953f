// Tests with stores wait for conditions, and each wait names what never came true: Jest's own limit
// only ends what hangs.
import { jest } from "@jest/globals";

const HANGS_AFTER_MS = 900_000;

jest.setTimeout(HANGS_AFTER_MS);
