/** Of the kernel, what the kit does not name. */
@external('extism:host/env', 'http_status_code')
export declare function http_status_code(): i32;
