import { DataTypes, type InferAttributes, type Model } from "sequelize";
import type { Database } from "../database.js";
import { modelOf } from "./define.js";

export interface WalletModel extends Model<InferAttributes<WalletModel>> {
  memberNo: string;
  /** The money that the member may spend. */
  balance: string;
  authorised: string;
}

/** The model of the table `wallets`. */
export const walletModel = (db: Database) =>
  modelOf<WalletModel>(db, "wallets", {
    memberNo: { type: DataTypes.BIGINT, primaryKey: true },
    balance: DataTypes.BIGINT,
    authorised: DataTypes.BIGINT,
  });
