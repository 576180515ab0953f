import type { MemberBody, MemberRole, SessionBody } from "../protocol/bodies.js";
import type { Access } from "./transport/access.js";
import type { Rest } from "./transport/rest.js";

export interface Credentials {
  readonly email: string;
  readonly password: string;
}

export interface SignUp extends Credentials {
  readonly name: string;
  readonly role?: Exclude<MemberRole, "admin">;
}

/** Sign-up and login; the client uses the new tokens from then on. */
export class Accounts {
  readonly #rest: Rest;
  readonly #access: Access;
  readonly #onChange: () => void;

  constructor(rest: Rest, access: Access, onChange: () => void) {
    this.#rest = rest;
    this.#access = access;
    this.#onChange = onChange;
  }

  /** @throws OnsaleError `EMAIL_TAKEN` `VALIDATION` `RATE_LIMITED` */
  async signUp(body: SignUp): Promise<MemberBody> {
    return this.#enter(await this.#rest.ask<SessionBody>("/signup", anonymous(body)));
  }

  /** @throws OnsaleError `BAD_CREDENTIALS` `RATE_LIMITED` */
  async logIn(body: Credentials): Promise<MemberBody> {
    return this.#enter(await this.#rest.ask<SessionBody>("/login", anonymous(body)));
  }

  async logOut(): Promise<void> {
    await this.#rest.ask("/logout", { method: "POST" });
    this.forget();
  }

  /** Uses its tokens no longer, without a word to the server: it does not take them any more. */
  forget(): void {
    this.#access.forget();
    this.#onChange();
  }

  /** @throws OnsaleError `UNAUTHENTICATED` */
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
