import { z } from "zod";
import { ImportMembersInput } from "../../commands/accounts/import-members.js";
import { id, named, text, token } from "../kernel/body-parts.js";

const MEMBERS_MAX = 1000;

export const ImportMembers = named(ImportMembersInput, {
  id: "ImportMembers",
  description: "Up to a thousand members; an e-mail that exists is answered with its member.",
  samples: {
    members: {
      members: [
        { email: "kim@example.com", name: "Kim Minji", balance: 1_000_000 },
        { email: "lee@example.com", name: "Lee Jun" },
      ],
    },
  },
});

export const ImportedMembers = named(
  z.object({
    members: z
      .array(
        z.object({
          id: id("Id of the member."),
          email: text(254),
          accessToken: token("Where `issueTokens` asked for it.").optional(),
        }),
      )
      .max(MEMBERS_MAX),
  }),
  {
    id: "ImportedMembers",
    description: "The members, in the order given.",
    samples: {
      members: {
        members: [
          { id: "01931f6e-5f5e-7cc4-9c1f-3b8a4b0a9d11", email: "kim@example.com" },
          { id: "01931f6e-5f5e-7cc4-9c1f-3b8a4b0a9d13", email: "lee@example.com" },
        ],
      },
    },
  },
);
