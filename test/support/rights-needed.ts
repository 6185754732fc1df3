import { type ClientsOf, documentOf } from './principals.ts';

/** An action, and the ARN that it is decided on. */
export type Right = readonly [action: string, resource: string];

/** Gives a user these rights and no other. */
export type GiveRights = (rights: readonly Right[]) => Promise<void>;

export const giveRightsTo =
  ({ iam }: ClientsOf, UserName: string): GiveRights =>
  async (rights) => {
    const statements = rights.map(([Action, Resource]) => ({ Effect: 'Allow', Action, Resource }));
    // A policy has at least one statement.
    const none = { Effect: 'Allow', Action: 'none:Nothing', Resource: '*' };
    await iam.putUserPolicy({ UserName, PolicyName: 'grants', PolicyDocument: documentOf(...statements, none) });
  };

const refusal = /is not authorized to perform: (\S+) on resource: (\S+) because no/;
const mostRights = 6;

/**
 * Asks as a user without any right, then with what the refusal names, and so on until nothing more is refused: what was
 * asked for, in order, and the first answer that `refusedIn` takes for no refusal. It answers the message of a refusal, else null.
 */
export async function rightsNeeded<Answer>(
  give: GiveRights,
  ask: () => Promise<Answer>,
  refusedIn: (answer: Answer) => string | null,
): Promise<{ readonly rights: readonly Right[]; readonly answer: Answer }> {
  const rights: Right[] = [];
  for (let i = 0; i <= mostRights; i++) {
    await give(rights);
    const answer = await ask();
    const message = refusedIn(answer);
    if (message === null) return { rights, answer };
    const [, action, resource] = refusal.exec(message) ?? [];
    if (action === undefined || resource === undefined) throw new Error(`refused without a reason: ${message}`);
    rights.push([action, resource]);
  }
  throw new Error(`still refused with ${JSON.stringify(rights)}`);
}
