import { createConnection, type Connection, type RowDataPacket } from "mysql2/promise";
import type {
  ImportMembersBody,
  LayoutBody,
  OnsaleClient,
  ShowtimeBody,
} from "../../../client-sdk/index.js";
import { Nodes } from "../../../tools/demo/nodes.js";
import { localSettings, type Environment } from "../../../tools/local-settings.js";
import type { ServiceProcess } from "../../../tools/processes/service-process.js";
import { waitUntil } from "../../../tools/processes/wait.js";
import { seedDemo, type Seeded } from "../../../tools/seed/seed.js";
import { booksIn, type Books } from "./books.js";
import type { Contestant, Sale } from "./contestant.js";
import { fillRedis } from "./redis-waiting-room.js";
import { BALANCE, POLICY, PRICE } from "./sale.js";
import type { Stores } from "./stores.js";
import { startWorker } from "./worker-node.js";

const DAY_MS = 86_400_000;
const IMPORT_MAX = 1000;
const IDLE_WITHIN_MS = 60_000;
const LOOK_EVERY_MS = 50;

/** How the product is started. */
export interface ProductOptions {
  /** The folder for CPU profiles of its processes; undefined for none. */
  readonly profileFolder: string | undefined;
  /** True: the worker is a process of its own. False: one node has all roles. */
  readonly hasOwnWorker: boolean;
}

/** The product: one node with all roles, made ready over its REST API. */
export class ProductContestant implements Contestant {
  readonly name = "product";
  readonly #stores: Stores;
  readonly #nodes: Nodes;
  readonly #worker: ServiceProcess | undefined;
  readonly #seeded: Seeded;
  readonly #database: Connection;
  #members = 0;

  private constructor(parts: {
    readonly stores: Stores;
    readonly nodes: Nodes;
    readonly worker: ServiceProcess | undefined;
    readonly seeded: Seeded;
    readonly database: Connection;
  }) {
    this.#stores = parts.stores;
    this.#nodes = parts.nodes;
    this.#worker = parts.worker;
    this.#seeded = parts.seeded;
    this.#database = parts.database;
  }

  /** Starts the node and makes the performance; the sales of the demo are closed again. */
  static async start(stores: Stores, options: ProductOptions): Promise<ProductContestant> {
    const { folder, guard } = stores;
    const { profileFolder } = options;
    const nodeArguments =
      profileFolder === undefined ? [] : ["--cpu-prof", `--cpu-prof-dir=${profileFolder}`];
    const environment = environmentOf(stores);
    const roles = options.hasOwnWorker ? { ROLES: "api,live" } : {};
    const worker = options.hasOwnWorker
      ? await startWorker(stores, { environment, nodeArguments })
      : undefined;
    const nodes = new Nodes({
      ...{ count: 1, nodeArguments, environment: { ...environment, ...roles } },
      ...{ firstPort: 0, logFolder: folder, guard },
    });
    await nodes.start();
    const seeded = await seedDemo({ url: nodes.urls[0] ?? "", environment });
    if (seeded === undefined) throw new Error("nothing was seeded");
    const database = await createConnection({ uri: stores.databaseUrl });
    const product = new ProductContestant({ stores, nodes, worker, seeded, database });
    for (const { showtimeId } of Object.values(seeded.sales)) {
      await product.closeSale({ showtimeId, seatIds: [] });
    }
    return product;
  }

  get url() {
    return this.#nodes.urls[0] ?? "";
  }

  get processes() {
    const { redisPid, databasePid } = this.#stores;
    const worker = this.#worker === undefined ? {} : { worker: this.#worker.pid };
    const node = this.#nodes.pids[0] ?? 0;
    return { node, ...worker, Redis: redisPid, MySQL: databasePid };
  }

  /** Does nothing: a frozen worker would lose its lease, and an idle one uses little. */
  rest(): void {
    return;
  }

  /** Has nothing to continue. */
  wake(): void {
    return;
  }

  /** Makes a showtime of the performance. */
  async openSale({ seats, maxActive }: { seats: number; maxActive: number }): Promise<Sale> {
    const { organiser, sales } = this.#seeded;
    const path = `/performances/${sales.club.performanceId}/showtimes`;
    const { id } = await ask<ShowtimeBody>(organiser, path, {
      startsAt: new Date(Date.now() + DAY_MS).toISOString(),
      salesOpenAt: new Date(Date.now() - 1000).toISOString(),
      layout: { seats, priceClass: "standard" },
      priceClasses: [{ id: "standard", name: "Standard", price: PRICE }],
      policy: { ...POLICY, maxActive },
    });
    const layout = await organiser.rest.ask<LayoutBody>(`/showtimes/${id}/layout`);
    const rows = layout.sections.flatMap((section) => section.rows);
    return { showtimeId: id, seatIds: rows.flatMap((row) => row.seats.map((seat) => seat.id)) };
  }

  /** Imports members with money. */
  async addFans(count: number): Promise<string[]> {
    const first = this.#members;
    this.#members += count;
    const tokens: string[] = [];
    for (let at = 0; at < count; at += IMPORT_MAX) {
      const members = Array.from({ length: Math.min(IMPORT_MAX, count - at) }, (_, i) => ({
        email: `bench-${first + at + i}@bench.example`,
        name: `Bench ${first + at + i}`,
        balance: BALANCE,
      }));
      const body = { members, issueTokens: true };
      const { admin } = this.#seeded;
      const imported = await ask<ImportMembersBody>(admin, "/admin/members/import", body);
      tokens.push(...imported.members.map(({ accessToken = "" }) => accessToken));
    }
    return tokens;
  }

  /** Writes the places into Redis. */
  fillWaitingRoom({ showtimeId }: Sale, count: number): Promise<void> {
    return fillRedis(this.#stores.redisUrl, Number(showtimeId), count);
  }

  /** Waits until MySQL has every payment as a captured one. */
  async idle({ showtimeId }: Sale, paid: number): Promise<void> {
    const isWritten = async () => {
      const [rows] = await this.#database.query<RowDataPacket[]>(COUNT_CAPTURED, [showtimeId]);
      return Number(rows[0]?.["captured"]) === paid;
    };
    const options = { timeoutMs: IDLE_WITHIN_MS, everyMs: LOOK_EVERY_MS };
    if (!(await waitUntil(isWritten, options))) throw new Error("payments are not in MySQL");
  }

  /** The books of the sale, by one query. */
  async books({ showtimeId: id }: Sale): Promise<Books> {
    const values = [id, id, id, id, BALANCE, id];
    const [rows] = await this.#database.query<RowDataPacket[]>(BOOKS, values);
    return booksIn(rows);
  }

  /** Closes the sale, so that no loop of the node looks at it any longer. */
  async closeSale({ showtimeId }: Sale): Promise<void> {
    const request = { method: "PATCH", body: { state: "closed" } } as const;
    await this.#seeded.organiser.rest.ask(`/showtimes/${showtimeId}/sale`, request);
  }

  /** Stops the node. */
  async stop(): Promise<void> {
    this.#seeded.admin.close();
    this.#seeded.organiser.close();
    await this.#database.end();
    await this.#nodes.stop();
    await this.#worker?.stop();
  }
}

function environmentOf(stores: Stores): Environment {
  const given = { LOG_LEVEL: "warn", JWT_SECRET: stores.jwtSecret };
  return localSettings({ ...process.env, ...given }, stores, stores.folder);
}

const ask = <T>(client: OnsaleClient, path: string, body: object): Promise<T> =>
  client.rest.ask<T>(path, { method: "POST", body });

const COUNT_CAPTURED = `SELECT COUNT(*) AS captured FROM payments
  WHERE showtime_id = ? AND wallet_status = 'captured' AND show_status = 'confirmed'`;

const BOOKS = `SELECT
  (SELECT COUNT(*) FROM payments WHERE showtime_id = ? AND wallet_status = 'captured') AS payments,
  (SELECT COUNT(DISTINCT active_seat) FROM payment_seats WHERE showtime_id = ?) AS sold,
  (SELECT SUM(amount) FROM payments WHERE showtime_id = ?) AS paid,
  (SELECT SUM(l.amount) FROM ledger l JOIN payments p ON p.reservation_id = l.reservation_id
    WHERE p.showtime_id = ? AND l.account = 'revenue') AS revenue,
  (SELECT SUM(amount) FROM ledger) AS unbalanced,
  (SELECT SUM(? - w.balance) FROM wallets w JOIN payments p ON p.member_no = w.member_no
    WHERE p.showtime_id = ?) AS spent`;
