import type { Model, ModelAttributes, ModelStatic } from "sequelize";
import type { Database } from "../database.js";

/** The model of a table in one database. Several nodes in one process share no models. */
export function modelOf<Row extends Model>(
  db: Database,
  table: string,
  attributes: ModelAttributes<Row>,
): ModelStatic<Row> {
  if (db.sequelize.isDefined(table)) return db.sequelize.model(table) as ModelStatic<Row>;
  return db.sequelize.define<Row>(table, attributes, { tableName: table });
}
