import { DataTypes, type InferAttributes, type Model } from "sequelize";
import type { Database } from "../database.js";
import { modelOf } from "./define.js";
import type { HoldId } from "../../journal/brands.js";

export interface PaymentModel extends Model<InferAttributes<PaymentModel>> {
  id: string;
  reservationId: HoldId | null;
  memberNo: string | null;
  showtimeId: string;
  amount: string | null;
  walletStatus: string | null;
  showtimeStatus: string | null;
  reason: string | null;
  refundId: string | null;
  madeAt: string;
  authorisedAt: string | null;
  settledAt: string | null;
  decidedAt: string | null;
  cancelledAt: string | null;
  refundedAt: string | null;
}

/** The model of the table `payments`. */
export const paymentModel = (db: Database) =>
  modelOf<PaymentModel>(db, "payments", {
    id: { type: DataTypes.STRING, primaryKey: true },
    reservationId: DataTypes.STRING,
    memberNo: DataTypes.BIGINT,
    showtimeId: DataTypes.BIGINT,
    amount: DataTypes.BIGINT,
    walletStatus: DataTypes.STRING,
    showtimeStatus: { type: DataTypes.STRING, field: "show_status" },
    reason: DataTypes.STRING,
    refundId: DataTypes.STRING,
    madeAt: DataTypes.BIGINT,
    authorisedAt: DataTypes.BIGINT,
    settledAt: DataTypes.BIGINT,
    decidedAt: DataTypes.BIGINT,
    cancelledAt: DataTypes.BIGINT,
    refundedAt: DataTypes.BIGINT,
  });
