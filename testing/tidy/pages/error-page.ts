import { ERRORS, type ErrorCode } from "../../../client-sdk/protocol/errors.js";
import { ERROR_ADVICE } from "../../../client-sdk/protocol/error-advice.js";

const HEAD = `# Error codes

Every refusal has a code. It is the same over REST (\`application/problem+json\`, field \`code\`),
in the acks of signals (\`error.code\`) and in what the SDK throws. Branch on the code, never on
the text. \`retry\` says when to repeat the call: **never**: not in this form; **later**: in the
same form after \`retryAfterMs\`; **now**: after the step under "What to do".

This page is made from the table in \`client-sdk/protocol/errors.ts\` and from
\`client-sdk/protocol/error-advice.ts\` by \`node tools/run.mjs testing/tidy/pages/write-pages.ts\`.
`;

const section = (code: ErrorCode): string => {
  const { status, retry, title } = ERRORS[code];
  const [wrong, todo] = ERROR_ADVICE[code];
  return [
    `## ${code}\n`,
    `${String(status)} · retry: ${retry} · "${title}"\n`,
    `- **What went wrong:** ${wrong}`,
    `- **What to do:** ${todo}\n`,
  ].join("\n");
};

/** The text of docs/ERRORS.md for the table of error codes. */
export function renderErrorPage(): string {
  const codes = (Object.keys(ERRORS) as ErrorCode[]).toSorted(
    (a, b) => ERRORS[a].status - ERRORS[b].status,
  );
  return [HEAD, ...codes.map(section)].join("\n");
}
