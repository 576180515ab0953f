import type Router from "@koa/router";
import { AppError } from "../../errors.js";
import type { Health } from "../../observability/health.js";

/** `/livez`: the process turns. `/readyz`: which dependency is down, if one is. */
export function mountHealth(router: Router, health: Health): void {
  router.get("/livez", (ctx) => {
    ctx.state["route"] = "/livez";
    ctx.set("Cache-Control", "no-store");
    ctx.body = { status: "ok" };
  });
  router.get("/readyz", async (ctx) => {
    ctx.state["route"] = "/readyz";
    ctx.set("Cache-Control", "no-store");
    const { isReady, checks } = await health.readiness();
    const up = Object.fromEntries(checks.map(({ name, isUp }) => [name, isUp ? "up" : "down"]));
    if (!isReady) {
      const down = checks.filter(({ isUp }) => !isUp).map(({ name }) => name);
      throw new AppError("NOT_READY", { meta: { down, checks: up } });
    }
    ctx.body = { status: "ready", checks: up };
  });
}
