import { AppError } from "../../errors.js";

/** Undefined while the shard does not tell what it has: MySQL is asked instead. */
export async function unlessRecovering<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof AppError && error.code === "SALE_PAUSED") return undefined;
    throw error;
  }
}
