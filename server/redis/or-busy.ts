import { AppError } from "../errors.js";

/** @throws AppError `SERVER_BUSY` when Redis does not answer a plain command */
export async function orBusy<T>(asked: Promise<T>): Promise<T> {
  try {
    return await asked;
  } catch (cause) {
    throw new AppError("SERVER_BUSY", { cause });
  }
}
