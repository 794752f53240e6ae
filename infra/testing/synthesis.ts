// The stacks, made once for a test file, without bundling: the functions' code is a test of its own.
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { App } from 'aws-cdk-lib'
import { Template } from 'aws-cdk-lib/assertions'
import { fleetOn } from '../fleet-app.ts'

export type Resource = {
  readonly Type: string
  readonly Properties?: Readonly<Record<string, unknown>>
  readonly DeletionPolicy?: string
}

/** A built page that is nothing but its first file. */
export function pageFolder(): string {
  const folder = join(mkdtempSync(join(tmpdir(), 'pitwall-page-')), 'page')
  mkdirSync(folder)
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>pitwall</title>')
  return folder
}

/** The app as `cdk.json` configures it. */
export function testApp(): App {
  const { context } = JSON.parse(readFileSync(new URL('../cdk.json', import.meta.url), 'utf8'))
  return new App({
    context: { ...context, 'aws:cdk:bundling-stacks': [], 'aws:cdk:version-reporting': false },
    outdir: mkdtempSync(join(tmpdir(), 'pitwall-cdk-')),
  })
}

export function synthesised(rules?: string) {
  const app = testApp()
  const stacks = fleetOn(app, { page: pageFolder(), ...(rules === undefined ? {} : { rules }) })
  const templates = {
    PitwallState: Template.fromStack(stacks.stateful),
    Pitwall: Template.fromStack(stacks.stateless),
  }
  return { app, stacks, templates }
}

/** Resources of a template, by logical id; of one type if it is given. */
export function resourcesOf(template: Template, type?: string): readonly (readonly [string, Resource])[] {
  const all: Readonly<Record<string, Resource>> = template.toJSON()['Resources']
  return Object.entries(all).filter(([, resource]) => type === undefined || resource.Type === type)
}

/** A value of a template as text, with the account, the region and what other resources are called filled in. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  if (Array.isArray(value)) return JSON.stringify(value.map(textOf))
  if (typeof value !== 'object' || value === null) return String(value)
  const [[name, argument] = ['', undefined]] = Object.entries(value)
  if (name === 'Ref') return references.get(String(argument)) ?? String(argument)
  if (name === 'Fn::Join' && Array.isArray(argument)) return argument[1].map(textOf).join(argument[0])
  if (name === 'Fn::GetAtt' && Array.isArray(argument)) return argument.join('.')
  if (name === 'Fn::ImportValue') return String(argument)
  return JSON.stringify(Object.fromEntries(Object.entries(value).map(([key, part]) => [key, textOf(part)])))
}

const references = new Map([
  ['AWS::AccountId', '123456789012'],
  // The longest that there is.
  ['AWS::Region', 'ap-southeast-1'],
  ['AWS::Partition', 'aws'],
])
