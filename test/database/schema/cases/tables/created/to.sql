create table customers (id bigint generated always as identity primary key, email text not null unique, born date, balance numeric(12,2) not null default 0 check (balance >= 0));
