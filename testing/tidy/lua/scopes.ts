// Finds the local that a name in a Lua text means. By the rules of Lua a local exists from its
// declaration to the end of its block, and it hides an earlier one of the same name.

import { partsOf, startOf, type Node, type Statement } from "./syntax.js";

export interface LuaLocal {
  readonly name: string;
  /** Where it is declared, read and assigned, as indexes in the text. */
  readonly at: number;
  readonly reads: number[];
  readonly writes: number[];
  /** A local of the same name that it hides. */
  readonly hides: LuaLocal | undefined;
}

/** A name in the text that is not a local. */
export interface FreeName {
  readonly name: string;
  readonly at: number;
  readonly isWritten: boolean;
}

export interface Scopes {
  readonly locals: readonly LuaLocal[];
  readonly free: readonly FreeName[];
}

type Block = Map<string, LuaLocal>;

class Resolver {
  readonly locals: LuaLocal[] = [];
  readonly free: FreeName[] = [];
  readonly #blocks: Block[] = [new Map<string, LuaLocal>()];

  statements(nodes: readonly Node[]): void {
    for (const node of nodes) this.#visit(node);
  }

  #visit(node: Node): void {
    switch (node.type) {
      case "Identifier":
        return this.#use(node.name, startOf(node), false);
      case "LocalStatement":
        this.statements(node.init);
        return this.#declare(node.variables);
      case "AssignmentStatement":
        this.statements(node.init);
        return this.#assign(node.variables);
      case "FunctionDeclaration":
        return this.#function(node);
      case "IfStatement":
        return node.clauses.forEach((clause) => {
          if (clause.type !== "ElseClause") this.#visit(clause.condition);
          this.#block(clause.body);
        });
      case "WhileStatement":
        this.#visit(node.condition);
        return this.#block(node.body);
      case "RepeatStatement":
        return this.#block([...node.body, node.condition]);
      case "DoStatement":
        return this.#block(node.body);
      case "ForNumericStatement":
        this.statements([node.start, node.end, ...(node.step ? [node.step] : [])]);
        return this.#block(node.body, [node.variable]);
      case "ForGenericStatement":
        this.statements(node.iterators);
        return this.#block(node.body, node.variables);
      default:
        return this.statements(partsOf(node));
    }
  }

  #function(node: Extract<Node, { type: "FunctionDeclaration" }>): void {
    const { identifier, isLocal, parameters, body } = node;
    if (identifier !== null && isLocal) this.#declare([identifier]);
    else if (identifier !== null) this.#assign([identifier]);
    this.#block(body, parameters);
  }

  #block(body: readonly Node[], declared: readonly Node[] = []): void {
    this.#blocks.push(new Map());
    this.#declare(declared);
    this.statements(body);
    this.#blocks.pop();
  }

  #declare(nodes: readonly Node[]): void {
    for (const node of nodes) {
      if (node.type !== "Identifier") continue;
      const { name } = node;
      const hides = this.#find(name);
      const local = { name, at: startOf(node), reads: [], writes: [], hides };
      this.locals.push(local);
      this.#blocks.at(-1)?.set(name, local);
    }
  }

  #assign(nodes: readonly Node[]): void {
    for (const node of nodes) {
      if (node.type === "Identifier") this.#use(node.name, startOf(node), true);
      else this.#visit(node);
    }
  }

  #use(name: string, at: number, isWritten: boolean): void {
    const local = this.#find(name);
    if (local === undefined) this.free.push({ name, at, isWritten });
    else (isWritten ? local.writes : local.reads).push(at);
  }

  #find(name: string): LuaLocal | undefined {
    return this.#blocks.findLast((block) => block.has(name))?.get(name);
  }
}

/** The locals of a text, and the names in it that are not locals. */
export function scopesOf(statements: readonly Statement[]): Scopes {
  const resolver = new Resolver();
  resolver.statements(statements);
  return { locals: resolver.locals, free: resolver.free };
}
