import { z } from "zod";
import { LogInInput } from "../../commands/accounts/log-in.js";
import { ReadTokenInput } from "../../commands/accounts/read-token.js";
import { RefreshTokensInput } from "../../commands/accounts/refresh-tokens.js";
import { SignUpInput } from "../../commands/accounts/sign-up.js";
import { count, id, instant, named, token } from "../kernel/body-parts.js";
import { Member, MEMBER_SAMPLE, Role } from "../members/schemas.js";

const ACCESS_TOKEN = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIwMTkyIn0.c2lnbmF0dXJl";
const REFRESH_TOKEN = "q3rT0y5cX8bV1nM4kL7jH2gF5dS9aP6oI3uY0tR4eW8";

export const SignUp = named(SignUpInput, {
  id: "SignUp",
  description: "A new account. An e-mail has one account, whatever its case.",
  samples: {
    member: { email: "kim@example.com", password: "a good long password", name: "Kim Minji" },
    organiser: {
      email: "club@example.com",
      password: "another good password",
      name: "Club Seoul",
      role: "organiser",
    },
  },
});

export const LogIn = named(LogInInput, {
  id: "LogIn",
  description: "E-mail and password.",
  samples: { login: { email: "kim@example.com", password: "a good long password" } },
});

export const RefreshTokens = named(RefreshTokensInput, {
  id: "RefreshTokens",
  description: "The refresh token of the last answer; it works once.",
  samples: { refresh: { refreshToken: REFRESH_TOKEN } },
});

export const ReadToken = named(ReadTokenInput, {
  id: "ReadToken",
  description: "The access token that is asked about.",
  samples: { token: { token: ACCESS_TOKEN } },
});

export const NoFields = named(z.object({}), {
  id: "NoFields",
  description: "Nothing is needed; what is sent is ignored.",
  samples: { nothing: {} },
});

export const Session = named(
  z.object({
    member: Member,
    accessToken: token("For `Authorization: Bearer`."),
    refreshToken: token("Gives the next pair of tokens, once."),
    expiresInSeconds: count("Life of the access token."),
  }),
  {
    id: "Session",
    description: "A login: who it is, and its pair of tokens.",
    samples: {
      session: {
        member: MEMBER_SAMPLE,
        accessToken: ACCESS_TOKEN,
        refreshToken: REFRESH_TOKEN,
        expiresInSeconds: 3600,
      },
    },
  },
);

export const TokenState = named(
  z.union([
    z.object({
      active: z.literal(true),
      sub: id("Id of the member."),
      role: Role,
      expiresAt: instant("When the token ends."),
    }),
    z.object({ active: z.literal(false) }),
  ]),
  {
    id: "TokenState",
    description: "Whether a token is good, and for whom (RFC 7662).",
    samples: {
      good: {
        active: true,
        sub: MEMBER_SAMPLE.id,
        role: "member",
        expiresAt: "2027-01-31T11:00:00.000Z",
      },
      "of no use": { active: false },
    },
  },
);
