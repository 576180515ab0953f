// The access token of this client and how to get the next one. One refresh at a time: a refresh
// token that is used twice revokes the whole login.

import type { SessionBody } from "../../protocol/bodies.js";

export interface TokenPair {
  readonly accessToken: string;
  readonly refreshToken: string;
}

/** One of the two, or neither before a login. */
export interface AccessOptions {
  /** An access token; a function is asked again when the last one has expired. */
  readonly token?: string | (() => string | Promise<string>);
  /** An access token with what renews it. */
  readonly tokens?: TokenPair;
  /** Told of every new pair, to keep it. */
  readonly onTokens?: (tokens: TokenPair) => void;
}

type Refresh = (refreshToken: string) => Promise<SessionBody>;

export class Access {
  readonly #source: AccessOptions["token"];
  readonly #onTokens: ((tokens: TokenPair) => void) | undefined;
  #tokens: TokenPair | undefined;
  #memberId: string | undefined;
  #refreshing: Promise<boolean> | undefined;

  constructor(options: AccessOptions, memberId?: string) {
    this.#memberId = memberId;
    this.#source = options.token;
    this.#tokens = options.tokens;
    this.#onTokens = options.onTokens;
  }

  /** Undefined before a login. */
  async token(): Promise<string | undefined> {
    const token = this.#tokens?.accessToken ?? (await this.#given());
    this.#memberId ??= token === undefined ? undefined : subjectOf(token);
    return token;
  }

  async #given(): Promise<string | undefined> {
    return typeof this.#source === "function" ? this.#source() : this.#source;
  }

  /** Known from the login, the options, or the token itself. */
  get memberId(): string | undefined {
    return this.#memberId;
  }

  /** Somebody is logged in, or a token was given. */
  get isKnown(): boolean {
    return this.#tokens !== undefined || this.#source !== undefined;
  }

  use(session: SessionBody): void {
    this.#tokens = { accessToken: session.accessToken, refreshToken: session.refreshToken };
    this.#memberId = session.member.id;
    this.#onTokens?.(this.#tokens);
  }

  forget(): void {
    this.#tokens = undefined;
    this.#memberId = undefined;
  }

  /** False when there is nothing to refresh with; a `token` function is simply asked again. */
  async refresh(refresh: Refresh): Promise<boolean> {
    const refreshToken = this.#tokens?.refreshToken;
    if (refreshToken === undefined) return typeof this.#source === "function";
    this.#refreshing ??= refresh(refreshToken)
      .then((session) => {
        this.use(session);
        return true;
      })
      .finally(() => (this.#refreshing = undefined));
    return this.#refreshing;
  }
}

/** The subject of a JSON web token; its signature is the server's business. */
function subjectOf(token: string): string | undefined {
  const payload = token.split(".")[1];
  if (payload === undefined) return undefined;
  try {
    const claims: unknown = JSON.parse(atob(payload.replaceAll("-", "+").replaceAll("_", "/")));
    const isClaims = typeof claims === "object" && claims !== null && "sub" in claims;
    return isClaims && typeof claims.sub === "string" ? claims.sub : undefined;
  } catch {
    return undefined;
  }
}
