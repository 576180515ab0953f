import { DataTypes, type InferAttributes, type Model } from "sequelize";
import type { Database } from "../database.js";
import { modelOf } from "./define.js";

export interface WalletModel extends Model<InferAttributes<WalletModel>> {
  memberNo: string;
  /** What may be spent. */
  balance: string;
  authorised: string;
}

export const walletModel = (db: Database) =>
  modelOf<WalletModel>(db, "wallets", {
    memberNo: { type: DataTypes.BIGINT, primaryKey: true },
    balance: DataTypes.BIGINT,
    authorised: DataTypes.BIGINT,
  });
