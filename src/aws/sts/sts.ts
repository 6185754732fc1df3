import type { Api } from '../../api/api.ts';
import type { AwsDeps } from '../deps.ts';
import { createQueryService } from '../query/query-service.ts';
import { stsActions, unsignedStsActions } from './catalogue.ts';

/** AWS STS (Query protocol, version 2011-06-15), as far as this server has it. */
export const createSts = (deps: AwsDeps): Api =>
  createQueryService(deps, {
    name: 'sts',
    xmlns: 'https://sts.amazonaws.com/doc/2011-06-15/',
    actions: new Map(stsActions.map((action) => [action.name, action])),
    unsigned: unsignedStsActions,
  });
