import { AppError } from "../errors.js";

/**
 * Waits for a plain Redis command.
 * @throws AppError `SERVER_BUSY` when the command fails or Redis does not answer in time
 */
export async function orBusy<T>(asked: Promise<T>): Promise<T> {
  try {
    return await asked;
  } catch (cause) {
    throw new AppError("SERVER_BUSY", { cause });
  }
}
