import { client, isLoggedIn, logOut } from "./account.js";
import { button, element, part } from "./dom.js";
import { notify, trying } from "./notices.js";
import { money, say, switchLanguage } from "./texts.js";

const TOP_UP = 300_000;
let currency = "KRW";
let balanceText: HTMLElement | undefined;
const stateBadge = element("span", { class: "badge off" });

/** The currency of every amount, ISO 4217, as the wallet says. */
export const currentCurrency = (): string => currency;

const showBalance = (available: number): void => {
  balanceText?.replaceChildren(say("balance", { amount: money(available, currency) }));
};

client.wallet.on("change", ({ available }) => showBalance(available));

/**
 * Reads the wallet and shows its balance, for instance after a payment.
 * @throws OnsaleError with `isAnswered` false when no answer came
 */
export async function refreshBalance(): Promise<void> {
  const wallet = await client.wallet.get();
  currency = wallet.currency;
  showBalance(wallet.available);
}

/**
 * Adds money to the wallet; `amount` in the smallest unit of the currency.
 * @throws OnsaleError `INVALID_AMOUNT`, or one with `isAnswered` false
 */
export async function topUp(amount = TOP_UP): Promise<void> {
  await client.wallet.topUp(amount);
  const wallet = await client.wallet.get();
  showBalance(wallet.available);
  notify(say("toppedUp", { amount: money(wallet.available, wallet.currency) }));
}

function drawState(): void {
  const isLive = client.state === "connected";
  stateBadge.hidden = client.state === "idle";
  stateBadge.className = isLive ? "badge" : "badge off";
  stateBadge.textContent = say(isLive ? "connected" : "disconnected");
}

client.on("state", drawState);

/** Draws brand, wallet, language and logout; `again` redraws the page in another language. */
export function drawTop(again: () => void): void {
  const brand = element("a", { class: "brand", attributes: { href: "#/" } }, "Onsale");
  drawState();
  const language = button(say("language"), () => {
    switchLanguage();
    again();
  });
  balanceText = element("span", {});
  const account = isLoggedIn()
    ? [
        balanceText,
        button(
          say("topUp", { amount: money(TOP_UP, currency) }),
          trying(() => topUp()),
        ),
        button(say("logOut"), trying(logOut)),
      ]
    : [];
  part("top").replaceChildren(brand, stateBadge, ...account, language);
  if (isLoggedIn()) trying(refreshBalance)();
}
