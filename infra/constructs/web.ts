// The page: private files behind CloudFront, which also leads to the API and to the broker, so that all is one origin.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Duration, Fn } from 'aws-cdk-lib'
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront'
import * as origins from 'aws-cdk-lib/aws-cloudfront-origins'
import type { IBucket } from 'aws-cdk-lib/aws-s3'
import { BucketDeployment, Source } from 'aws-cdk-lib/aws-s3-deployment'
import { Construct } from 'constructs'
import { accept } from './accept.ts'
import type { Api } from './api.ts'
import type { Broker } from './broker.ts'
import { PrivateBucket } from './private-bucket.ts'

export type WebProps = {
  /** The folder of the built page. */
  readonly page: string
  readonly api: Api
  readonly broker: Broker
  readonly logs: IBucket
}

export class Web extends Construct {
  readonly address: string

  constructor(scope: Construct, id: string, { page, api, broker, logs }: WebProps) {
    super(scope, id)
    if (!existsSync(join(page, 'index.html'))) {
      throw new Error(`${page}: expected the built page; run "npm run build --workspace web" first`)
    }
    const files = new PrivateBucket(this, 'Files', { logs, disposable: true })
    const overTls = { protocolPolicy: cloudfront.OriginProtocolPolicy.HTTPS_ONLY }
    const gateway = new origins.HttpOrigin(Fn.select(2, Fn.split('/', api.http.apiEndpoint)), overTls)
    const passedOn = {
      viewerProtocolPolicy: cloudfront.ViewerProtocolPolicy.HTTPS_ONLY,
      allowedMethods: cloudfront.AllowedMethods.ALLOW_ALL,
      cachePolicy: cloudfront.CachePolicy.CACHING_DISABLED,
      originRequestPolicy: cloudfront.OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
    }
    const distribution = new cloudfront.Distribution(this, 'Distribution', {
      comment: 'pitwall',
      defaultRootObject: 'index.html',
      httpVersion: cloudfront.HttpVersion.HTTP2_AND_3,
      priceClass: cloudfront.PriceClass.PRICE_CLASS_100,
      defaultBehavior: {
        origin: origins.S3BucketOrigin.withOriginAccessControl(files),
        viewerProtocolPolicy: cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
        cachePolicy: cloudfront.CachePolicy.CACHING_OPTIMIZED,
        responseHeadersPolicy: this.#headers(),
        // The page routes by itself: a path without a file extension is the page.
        functionAssociations: [
          { function: this.#routing(), eventType: cloudfront.FunctionEventType.VIEWER_REQUEST },
        ],
      },
      additionalBehaviors: {
        '/api/*': { origin: gateway, ...passedOn },
        '/openapi.json': { origin: gateway, ...passedOn },
        '/mqtt': { origin: new origins.HttpOrigin(broker.host, overTls), ...passedOn },
      },
    })
    accept(distribution, 'CFR1', 'A league drives from everywhere.')
    accept(
      distribution,
      'CFR2',
      'The page is static and the API asks for a token; a firewall may be added in front.',
    )
    accept(distribution, 'CFR3', 'Accesses of the API are logged by its gateway; the page itself is public.')
    accept(
      distribution,
      'CFR4',
      'The address of CloudFront comes with its own certificate; a domain of yours asks for TLS 1.2.',
    )
    new BucketDeployment(this, 'Deployment', {
      sources: [
        Source.asset(page),
        // How the page learns that it is not served by a hub.
        Source.jsonData('cloud.json', { live: 'mqtt', path: '/mqtt', authorizer: broker.authorizerName }),
      ],
      destinationBucket: files,
      distribution,
      distributionPaths: ['/index.html', '/cloud.json'],
    })
    this.address = `https://${distribution.distributionDomainName}/`
  }

  #headers(): cloudfront.ResponseHeadersPolicy {
    return new cloudfront.ResponseHeadersPolicy(this, 'Headers', {
      securityHeadersBehavior: {
        contentSecurityPolicy: {
          contentSecurityPolicy:
            "default-src 'self'; img-src 'self' data: blob:; worker-src 'self' blob:; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
          override: true,
        },
        contentTypeOptions: { override: true },
        frameOptions: { frameOption: cloudfront.HeadersFrameOption.DENY, override: true },
        referrerPolicy: { referrerPolicy: cloudfront.HeadersReferrerPolicy.NO_REFERRER, override: true },
        strictTransportSecurity: {
          accessControlMaxAge: Duration.days(365),
          includeSubdomains: true,
          override: true,
        },
      },
    })
  }

  #routing(): cloudfront.Function {
    return new cloudfront.Function(this, 'Routing', {
      runtime: cloudfront.FunctionRuntime.JS_2_0,
      code: cloudfront.FunctionCode.fromInline(
        "function handler(event) { var request = event.request; if (!request.uri.split('/').pop().includes('.')) request.uri = '/index.html'; return request }",
      ),
    })
  }
}
