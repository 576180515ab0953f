// The access token of this client, and how to renew it. Only one refresh runs at a time, because
// the server revokes the whole login when a refresh token is used twice.

import type { SessionBody } from "../../protocol/bodies.js";

/** The tokens of a login. */
export interface TokenPair {
  readonly accessToken: string;
  readonly refreshToken: string;
}

/** How a client is authorised: by `token` or by `tokens`; by neither before a login. */
export interface AccessOptions {
  /** An access token, or a function that returns one; it is called for each connection and call. */
  readonly token?: string | (() => string | Promise<string>);
  /** An access token and the refresh token that renews it. */
  readonly tokens?: TokenPair;
  /** Called with every new pair, so that the caller can store it. */
  readonly onTokens?: (tokens: TokenPair) => void;
}

type Refresh = (refreshToken: string) => Promise<SessionBody>;

/** The access token of a client. */
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

  /** The access token; undefined before a login. */
  async token(): Promise<string | undefined> {
    const token = this.#tokens?.accessToken ?? (await this.#given());
    this.#memberId ??= token === undefined ? undefined : subjectOf(token);
    return token;
  }

  async #given(): Promise<string | undefined> {
    return typeof this.#source === "function" ? this.#source() : this.#source;
  }

  /** Id of the member, from the login, the options, or the token itself. */
  get memberId(): string | undefined {
    return this.#memberId;
  }

  /** Whether a member is logged in, or a token was given. */
  get isKnown(): boolean {
    return this.#tokens !== undefined || this.#source !== undefined;
  }

  /** Takes the tokens of a login or of a refresh. */
  use(session: SessionBody): void {
    this.#tokens = { accessToken: session.accessToken, refreshToken: session.refreshToken };
    this.#memberId = session.member.id;
    this.#onTokens?.(this.#tokens);
  }

  /** Drops the tokens of the login. */
  forget(): void {
    this.#tokens = undefined;
    this.#memberId = undefined;
  }

  /** Gets new tokens; false without a refresh token, unless a function gives the next token. */
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

/** The subject of a JSON web token. Only the server checks the signature. */
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
