// A page without scripts: what there is, who may, what it refuses. Tools read /openapi.json.
import { ERRORS } from "../../../client-sdk/protocol/errors.js";
import type { Route } from "../kernel/route.js";

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
};

const escape = (text: string): string => text.replace(/[&<>"]/g, (sign) => ESCAPES[sign] ?? sign);

const STYLE = `body{font:15px/1.5 system-ui,sans-serif}
body{max-width:60rem;margin:2rem auto;padding:0 1rem}
code{font:13px ui-monospace,monospace}td{padding:.25rem .75rem .25rem 0;vertical-align:top}
h2{margin-top:2rem}.m{font-weight:600}`;

function row(base: string, route: Route): string {
  const access = Array.isArray(route.access) ? route.access.join(", ") : String(route.access);
  const codes = route.errors.map((code) => `${ERRORS[code].status} ${code}`).join(", ");
  return `<tr><td class="m"><code>${route.method.toUpperCase()}</code></td>
<td><code>${escape(base + route.path)}</code><br>${escape(route.summary)}</td>
<td>${escape(access)}</td><td><small>${escape(codes)}</small></td></tr>`;
}

export function docsPage(base: string, routes: readonly Route[]): string {
  const tags = [...new Set(routes.map(({ tag }) => tag))];
  const sections = tags.map((tag) => {
    const rows = routes.filter((route) => route.tag === tag).map((route) => row(base, route));
    return `<h2>${escape(tag)}</h2><table>${rows.join("\n")}</table>`;
  });
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Onsale API</title>
<meta name="viewport" content="width=device-width"><style>${STYLE}</style></head>
<body><h1>Onsale API</h1>
<p>The same as a document for tools: <a href="/openapi.json">/openapi.json</a>.</p>
${sections.join("\n")}</body></html>`;
}
