import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { createConnection, type Connection, type RowDataPacket } from "mysql2/promise";
import { v7 as newId } from "uuid";
import { createAccessTokens, type AccessTokens } from "../../../server/auth/access-tokens.js";
import { signingKeys } from "../../../server/auth/signing-keys.js";
import { Secret } from "../../../server/config/secret.js";
import type { TwinOrders } from "../twin/main.js";
import { TWIN_SCHEMA } from "../twin/schema.js";
import { booksIn, type Books } from "./books.js";
import type { Contestant, Sale } from "./contestant.js";
import { BALANCE, POLICY, PRICE } from "./sale.js";
import type { Stores } from "./stores.js";

const PROCESS = fileURLToPath(new URL("../twin/main.ts", import.meta.url));
const DATABASE = "twin";
const TOKEN_SECONDS = 7200;
const ROWS_AT_ONCE = 5000;

/** The twin: Koa and mysql2 with SELECT … FOR UPDATE, in one process. */
export class TwinContestant implements Contestant {
  readonly name = "twin";
  readonly url: string;
  readonly #stores: Stores;
  readonly #child: ChildProcess;
  readonly #database: Connection;
  readonly #tokens: AccessTokens;
  #members = 0;
  #showtimes = 0;

  private constructor(parts: {
    readonly stores: Stores;
    readonly child: ChildProcess;
    readonly database: Connection;
    readonly port: number;
  }) {
    this.#stores = parts.stores;
    this.#child = parts.child;
    this.#database = parts.database;
    this.url = `http://127.0.0.1:${parts.port}`;
    const keys = signingKeys(new Secret(parts.stores.jwtSecret));
    this.#tokens = createAccessTokens({ keys, accessTokenSeconds: TOKEN_SECONDS, now: Date.now });
  }

  /** Makes the database of the twin and starts its process. */
  static async start(stores: Stores): Promise<TwinContestant> {
    const database = await createConnection({ uri: stores.databaseUrl });
    await database.query(`CREATE DATABASE ${DATABASE} CHARACTER SET utf8mb4`);
    await database.query(`USE ${DATABASE}`);
    for (const table of TWIN_SCHEMA) await database.query(table);
    const child = fork(PROCESS, { stdio: ["ignore", "inherit", "inherit", "ipc"] });
    if (child.pid !== undefined) stores.guard.add(child.pid);
    const databaseUrl = stores.databaseUrl.replace(/[^/]+$/, DATABASE);
    const orders: TwinOrders = { databaseUrl, jwtSecret: stores.jwtSecret };
    child.send(orders);
    const [port] = (await once(child, "message")) as [number];
    return new TwinContestant({ stores, child, database, port });
  }

  get processes() {
    return { node: this.#child.pid ?? 0, MySQL: this.#stores.databasePid };
  }

  /** Freezes the process: its loops would use the database in the turns of the product. */
  rest(): void {
    this.#child.kill("SIGSTOP");
  }

  /** Lets the process continue. */
  wake(): void {
    this.#child.kill("SIGCONT");
  }

  /** Writes the rows of a sale. */
  async openSale({ seats, maxActive }: { seats: number; maxActive: number }): Promise<Sale> {
    const showtimeId = ++this.#showtimes;
    const { perMinute, holdMs, sessionMs, maxPerUser } = POLICY;
    const policy = [maxActive, perMinute, holdMs, sessionMs, maxPerUser];
    await this.#insert("showtimes", [[showtimeId, "open", Date.now() - 1000, ...policy]]);
    const ids = numbered(seats, (at) => at + 1);
    const free = ["standard", PRICE, "available", null, null];
    await this.#insert(
      "seats",
      ids.map((id) => [showtimeId, id, ...free]),
    );
    return { showtimeId: String(showtimeId), seatIds: ids.map(String) };
  }

  /** Writes the wallets of new members and signs their tokens. */
  async addFans(count: number): Promise<string[]> {
    const numbers = this.#newMembers(count);
    await this.#insert(
      "wallets",
      numbers.map((no) => [no, BALANCE]),
    );
    return numbers.map((memberNo) => {
      const actor = { memberNo, memberId: newId(), role: "member", sessionId: newId() } as const;
      return this.#tokens.sign(actor).token;
    });
  }

  /** Writes a row for each place, in order. */
  async fillWaitingRoom({ showtimeId }: Sale, count: number): Promise<void> {
    const now = Date.now();
    for (let at = 0; at < count; at += ROWS_AT_ONCE) {
      const members = this.#newMembers(Math.min(ROWS_AT_ONCE, count - at));
      const rows = members.map((no) => [null, showtimeId, no, "waiting", now, null]);
      await this.#insert("places", rows);
    }
    await this.#database.query("ANALYZE TABLE places");
  }

  /** The twin has nothing left to write when it has answered. */
  idle(): Promise<void> {
    return Promise.resolve();
  }

  /** The books of the sale, by one query. */
  async books({ showtimeId: id }: Sale): Promise<Books> {
    const values = [id, id, id, id, BALANCE, id];
    const [rows] = await this.#database.query<RowDataPacket[]>(BOOKS, values);
    return booksIn(rows);
  }

  /** Closes the sale and ends its booking sessions, so that no loop looks at them any longer. */
  async closeSale({ showtimeId }: Sale): Promise<void> {
    await this.#database.query("UPDATE showtimes SET state = 'closed' WHERE id = ?", [showtimeId]);
    await this.#database.query(END_PLACES, [showtimeId]);
  }

  /** Ends the process and the connection. */
  async stop(): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.#database.end();
  }

  #newMembers(count: number): number[] {
    const first = this.#members + 1;
    this.#members += count;
    return numbered(count, (at) => first + at);
  }

  async #insert(table: string, rows: readonly (readonly unknown[])[]): Promise<void> {
    for (let at = 0; at < rows.length; at += ROWS_AT_ONCE) {
      const part = rows.slice(at, at + ROWS_AT_ONCE);
      await this.#database.query(`INSERT INTO ${table} VALUES ?`, [part]);
    }
  }
}

const END_PLACES = `UPDATE places SET status = 'expired'
  WHERE showtime_id = ? AND status IN ('waiting', 'admitted')`;

const BOOKS = `SELECT
  (SELECT COUNT(*) FROM payments WHERE showtime_id = ?) AS payments,
  (SELECT COUNT(*) FROM seats WHERE showtime_id = ? AND status = 'sold') AS sold,
  (SELECT SUM(amount) FROM payments WHERE showtime_id = ?) AS paid,
  (SELECT SUM(l.amount) FROM ledger l JOIN payments p ON p.id = l.payment_id
    WHERE p.showtime_id = ? AND l.account = 'revenue') AS revenue,
  (SELECT SUM(amount) FROM ledger) AS unbalanced,
  (SELECT SUM(? - w.balance) FROM wallets w JOIN payments p ON p.member_no = w.member_no
    WHERE p.showtime_id = ?) AS spent`;

const numbered = <T>(count: number, make: (at: number) => T): T[] =>
  Array.from({ length: count }, (_, at) => make(at));
