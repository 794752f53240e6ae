// docs/rules.md: the language as the tables declare it.

import { sqlFaults } from './fault.ts'
import { categories, linkOf } from './functions/definition.ts'
import { functions } from './functions/table.ts'
import { operators, operatorsPage } from './operators.ts'
import { statementCodes } from './statement-lint.ts'

/** The page in Markdown, without its title. */
export function describeRules(): string {
  return [introduction, operatorSection(), ...functionSections(), lintSection(), faultSection()].join('\n\n')
}

const introduction = `Version 2016-03-23, and 2015-10-08 where it differs. \`import { compile } from 'pitwall/rules'\` gives the engine on its own:

\`\`\`ts
const statement = compile("SELECT speed, gear FROM 'rigs/+/+/live' WHERE speed > 200")
const result = statement.evaluate({ topic, payload: new Payload(bytes), context })
if (result.fires) send(result.output.bytes())
\`\`\`

* **Undefined is not Null.** Undefined is a missing field, and what an operator or a function could not compute. It is left
  out of the result. Only true, or the string "true", fires a rule.
* **Numbers are decimals of 34 digits.** 0.1 + 0.2 is 0.3, and no digit of a payload is lost. 10.0 is the Int 10; in
  2015-10-08 it stays 10.0.
* **Names inside a nested SELECT** are those of the element first, then those outside. Over an array or \`*\` it gives an
  array, over an object one value.
* \`SELECT *\` alone hands on the bytes of the payload as they came, whatever they are.
* \`a/#\` does not match \`a\`, and no leading wildcard matches a topic that begins with \`$\`.`

function operatorSection(): string {
  const rows = Object.entries(operators).map(([symbol, { operands, result, summary, missing, anchor }]) =>
    row(`[\`${symbol}\`](${operatorsPage}#${anchor})`, operands, result, summary, missing),
  )
  return table(
    '## Operators',
    ['operator', 'operands', 'result', 'what it gives', 'Null and Undefined'],
    rows,
  )
}

function functionSections(): readonly string[] {
  return Object.entries(categories).map(([category, title]) => {
    const rows = functions
      .filter(definition => definition.category === category)
      .map(definition => {
        const { name, parameters, result, since, summary, missing } = definition
        return row(
          `[\`${name}${parameters}\`](${linkOf(definition)})`,
          result,
          since.slice(0, 4),
          summary,
          missing,
        )
      })
    return table(`## ${title}`, ['function', 'result', 'since', 'what it gives', 'Null and Undefined'], rows)
  })
}

function lintSection(): string {
  const rows = Object.entries(statementCodes).map(([code, meaning]) => row(`\`${code}\``, meaning))
  return table('## Warnings\n\nA statement without them has one meaning only.', ['code', 'why'], rows)
}

function faultSection(): string {
  const rows = Object.entries(sqlFaults).map(([code, meaning]) => row(`\`${code}\``, meaning))
  return table('## Errors\n\n`SqlFault` is the only error of the engine.', ['code', 'when'], rows)
}

function table(title: string, head: readonly string[], rows: readonly string[]): string {
  return [`${title}\n`, row(...head), row(...head.map(() => '---')), ...rows].join('\n')
}

function row(...cells: readonly string[]): string {
  return `| ${cells.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |`
}
