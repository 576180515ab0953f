import { z } from "zod";
import { MemberChanges } from "../../commands/accounts/update-member.js";
import { amount, id, instant, named, text } from "../kernel/body-parts.js";

export const Role = z.enum(["member", "organiser", "admin"]);

const fields = {
  id: id("Id of the member."),
  email: text(254, "In lower case; empty once the member has left."),
  name: text(100, "Empty once the member has left."),
  role: Role,
  createdAt: instant("When the account was made."),
};

export const MEMBER_SAMPLE = {
  id: "01931f6e-5f5e-7cc4-9c1f-3b8a4b0a9d11",
  email: "kim@example.com",
  name: "Kim Minji",
  role: "member",
  createdAt: "2027-01-01T09:00:00.000Z",
} as const;

export const Member = named(z.object(fields), { id: "Member", description: "A member." });

export const MemberWithBalance = named(
  z.object({
    ...fields,
    balance: amount("Of the wallet; null while it is not known.").nullable(),
  }),
  {
    id: "MemberWithBalance",
    description: "A member with the balance of the wallet.",
    samples: { member: { ...MEMBER_SAMPLE, balance: 1_000_000 } },
  },
);

const isSomething = {
  anyOf: ["name", "email", "password"].map((field) => ({ required: [field] })),
};

export const MemberUpdate = named(MemberChanges.meta(isSomething), {
  id: "MemberUpdate",
  description: "What to change; `currentPassword` goes with `password`.",
  samples: {
    name: { name: "Kim Minji" },
    password: { password: "the next good password", currentPassword: "a good long password" },
  },
});
