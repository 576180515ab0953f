import type { MemberBody, MemberRole, SessionBody } from "../protocol/bodies.js";
import type { Access } from "./transport/access.js";
import type { Rest } from "./transport/rest.js";

/** What a member logs in with. */
export interface Credentials {
  readonly email: string;
  readonly password: string;
}

/** A new account. */
export interface SignUp extends Credentials {
  readonly name: string;
  /** `member` when left out. */
  readonly role?: Exclude<MemberRole, "admin">;
}

/** Sign-up, login and logout. After a sign-up or a login the client uses the new tokens. */
export class Accounts {
  readonly #rest: Rest;
  readonly #access: Access;
  readonly #onChange: () => void;

  constructor(rest: Rest, access: Access, onChange: () => void) {
    this.#rest = rest;
    this.#access = access;
    this.#onChange = onChange;
  }

  /**
   * Makes an account and logs in.
   * @throws OnsaleError `EMAIL_TAKEN` `VALIDATION` `RATE_LIMITED`
   */
  async signUp(body: SignUp): Promise<MemberBody> {
    return this.#enter(await this.#rest.ask<SessionBody>("/signup", anonymous(body)));
  }

  /**
   * Logs in with e-mail and password.
   * @throws OnsaleError `BAD_CREDENTIALS` `VALIDATION` `RATE_LIMITED`
   */
  async logIn(body: Credentials): Promise<MemberBody> {
    return this.#enter(await this.#rest.ask<SessionBody>("/login", anonymous(body)));
  }

  /**
   * Ends the session on the server, drops the tokens and closes the socket.
   * @throws OnsaleError `UNAUTHENTICATED`, or one with `isAnswered` false; the tokens are kept then
   */
  async logOut(): Promise<void> {
    await this.#rest.ask("/logout", { method: "POST" });
    this.forget();
  }

  /** Drops the tokens without a call: for tokens that the server refuses anyway. */
  forget(): void {
    this.#access.forget();
    this.#onChange();
  }

  /**
   * The member who is logged in.
   * @throws OnsaleError `UNAUTHENTICATED`
   */
  me(): Promise<MemberBody> {
    return this.#rest.ask("/members/me");
  }

  #enter(session: SessionBody): MemberBody {
    this.#access.use(session);
    this.#onChange();
    return session.member;
  }
}

const anonymous = (body: Credentials) => ({ method: "POST", body, isAnonymous: true }) as const;
