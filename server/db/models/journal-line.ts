import { DataTypes, type InferAttributes, type Model } from "sequelize";
import type { Database } from "../database.js";
import { modelOf } from "./define.js";
import type { ShardId } from "../../journal/brands.js";

export interface JournalLineModel extends Model<InferAttributes<JournalLineModel>> {
  shard: ShardId;
  n: string;
  generation: string;
  at: string;
  kind: string;
  op: string;
  payload: string;
  chain: string;
}

/** The model of the table `journal`. */
export const journalLineModel = (db: Database) =>
  modelOf<JournalLineModel>(db, "journal", {
    shard: { type: DataTypes.INTEGER, primaryKey: true },
    n: { type: DataTypes.BIGINT, primaryKey: true },
    generation: DataTypes.BIGINT,
    at: DataTypes.BIGINT,
    kind: DataTypes.STRING,
    op: DataTypes.STRING,
    payload: DataTypes.TEXT,
    chain: DataTypes.STRING,
  });
