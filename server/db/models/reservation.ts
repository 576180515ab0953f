import { DataTypes, type InferAttributes, type Model } from "sequelize";
import type { Database } from "../database.js";
import { modelOf } from "./define.js";
import type { PayId, ShardId } from "../../journal/brands.js";

export interface ReservationModel extends Model<InferAttributes<ReservationModel>> {
  id: string;
  shard: ShardId;
  showtimeId: string;
  memberNo: string;
  status: string;
  area: number | null;
  quantity: number;
  total: string;
  seats: string | null;
  madeAt: string;
  expiresAt: string;
  paymentId: PayId | null;
}

/** The model of the table `reservations`. */
export const reservationModel = (db: Database) =>
  modelOf<ReservationModel>(db, "reservations", {
    id: { type: DataTypes.STRING, primaryKey: true },
    shard: DataTypes.INTEGER,
    showtimeId: DataTypes.BIGINT,
    memberNo: DataTypes.BIGINT,
    status: DataTypes.STRING,
    area: DataTypes.INTEGER,
    quantity: DataTypes.INTEGER,
    total: DataTypes.BIGINT,
    seats: DataTypes.TEXT,
    madeAt: DataTypes.BIGINT,
    expiresAt: DataTypes.BIGINT,
    paymentId: DataTypes.STRING,
  });
