import ts from 'typescript';

/** One place where a file names another module. */
export interface Import {
  /** as written; undefined: an expression that nobody can follow by reading */
  readonly specifier: string | undefined;
  readonly line: number;
  /** true: gone when types are taken away, so it cannot close a circle */
  readonly typeOnly: boolean;
  /** `export … from`: a second home for what it names */
  readonly isReExport: boolean;
  /** loaded together with this file, not when the program comes by */
  readonly atOnce: boolean;
}

/** Every import of a source file in every form the language has, types included. */
export function importsOf(path: string, text: string): readonly Import[] {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true, ts.ScriptKind.TS);
  const imports: Import[] = [];
  const visit = (node: ts.Node): void => {
    const found = importIn(node);
    if (found !== undefined) {
      const { line } = file.getLineAndCharacterOfPosition(node.getStart());
      imports.push({ ...found, line: line + 1 });
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return imports;
}

function importIn(node: ts.Node): Omit<Import, 'line'> | undefined {
  if (ts.isImportDeclaration(node)) {
    const typeOnly = node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword;
    return { specifier: literal(node.moduleSpecifier), typeOnly, isReExport: false, atOnce: !typeOnly };
  }
  if (ts.isExportDeclaration(node) && node.moduleSpecifier !== undefined) {
    return {
      specifier: literal(node.moduleSpecifier),
      typeOnly: node.isTypeOnly,
      isReExport: true,
      atOnce: !node.isTypeOnly,
    };
  }
  if (ts.isImportTypeNode(node)) {
    const argument = ts.isLiteralTypeNode(node.argument) ? node.argument.literal : node.argument;
    return { specifier: literal(argument), typeOnly: true, isReExport: false, atOnce: false };
  }
  if (ts.isExternalModuleReference(node)) {
    return { specifier: literal(node.expression), typeOnly: false, isReExport: false, atOnce: false };
  }
  if (!ts.isCallExpression(node)) return undefined;
  const isImport = node.expression.kind === ts.SyntaxKind.ImportKeyword;
  const isRequire = ts.isIdentifier(node.expression) && node.expression.text === 'require';
  if (!isImport && !isRequire) return undefined;
  return { specifier: literal(node.arguments[0]), typeOnly: false, isReExport: false, atOnce: false };
}

function literal(node: ts.Node | undefined): string | undefined {
  return node !== undefined && ts.isStringLiteralLike(node) ? node.text : undefined;
}
