import { DataTypes, type InferAttributes, type Model } from "sequelize";
import type { Database } from "../database.js";
import { modelOf } from "./define.js";
import type { HoldId, ShardId } from "../../journal/brands.js";

export interface LedgerLineModel extends Model<InferAttributes<LedgerLineModel>> {
  shard: ShardId;
  n: string;
  line: number;
  account: string;
  memberNo: string | null;
  amount: string;
  kind: string;
  reservationId: HoldId | null;
  at: string;
}

/** The model of the table `ledger`. */
export const ledgerLineModel = (db: Database) =>
  modelOf<LedgerLineModel>(db, "ledger", {
    shard: { type: DataTypes.INTEGER, primaryKey: true },
    n: { type: DataTypes.BIGINT, primaryKey: true },
    line: { type: DataTypes.TINYINT, primaryKey: true },
    account: DataTypes.STRING,
    memberNo: DataTypes.BIGINT,
    amount: DataTypes.BIGINT,
    kind: DataTypes.STRING,
    reservationId: DataTypes.STRING,
    at: DataTypes.BIGINT,
  });
